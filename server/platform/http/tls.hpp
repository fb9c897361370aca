// TLS 1.2 and 1.3 with a certificate from files.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "kernel/result.hpp"

namespace pingyi::http {

/// A context with the PEM chain and key of these files. errors   invalid_input http.bad_certificate
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> tls_from(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace pingyi::http
