// A witness of our own, as C2SP tlog-witness has it: signs a checkpoint only if it continues the
// one it signed last. Knows no database; runs as a process of its own, best at somebody else's.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/ledger/head_file.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/message.hpp"
#include "platform/tlog/note.hpp"

namespace pingyi::ledger {

class Witness {
public:
    /// `signer` makes cosignatures; `logs` are the keys of the logs it knows, whose names are their
    /// origins; `clock` must outlive it.
    Witness(tlog::SignerKey signer, std::vector<tlog::VerifierKey> logs, HeadFile state,
            const Clock& clock)
        : signer_{std::move(signer)},
          logs_{std::move(logs)},
          state_{std::move(state)},
          clock_{clock} {}

    /// POST /add-checkpoint: 200 with its signature line once what it signs is kept on disk; 400
    /// unreadable, 403 not signed by the log, 404 unknown log, 409 with the size it signed last,
    /// 422 not proven to continue that, 503 the state could not be kept. Other paths: 404. Thread
    /// safe.
    [[nodiscard]] http::Response handle(const http::Request& request);

private:
    [[nodiscard]] http::Response add_checkpoint(std::string_view body);

    tlog::SignerKey signer_;
    std::vector<tlog::VerifierKey> logs_;
    std::mutex mutex_;
    HeadFile state_;  ///< what was signed last, by origin
    const Clock& clock_;
};

}  // namespace pingyi::ledger
