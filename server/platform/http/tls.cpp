#include "platform/http/tls.hpp"

#include <openssl/ssl.h>

namespace pingyi::http {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> tls_from(const std::string& certificate_file,
                                               const std::string& key_file) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(
        native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");  // of TLS 1.2
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);              // 34 kB less when idle
    boost::system::error_code ec;
    context->use_certificate_chain_file(certificate_file, ec);
    if (ec) {
        return fail(ErrorKind::invalid_input, "http.bad_certificate",
                    certificate_file + ": " + ec.message());
    }
    context->use_private_key_file(key_file, ssl::context::pem, ec);
    if (ec || SSL_CTX_check_private_key(native) != 1) {
        return fail(ErrorKind::invalid_input, "http.bad_certificate",
                    key_file + (ec ? ": " + ec.message() : ": does not fit the certificate"));
    }
    return context;
}

}  // namespace pingyi::http
