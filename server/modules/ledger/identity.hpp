// Who the logs of an installation are: their origins and keys, and the witnesses they ask.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "modules/ledger/types.hpp"
#include "platform/tlog/note.hpp"
#include "platform/tlog/policy.hpp"

namespace pingyi::ledger {

struct Settings {
    std::string origin;     ///< of both logs, "city.example/ledger"; each adds its name
    std::string address;    ///< where they are read, "https://city.example/ledger"
    std::string witnesses;  ///< "VKEY URL, VKEY URL"
    int quorum = 0;         ///< witnesses that a checkpoint needs; 0: more than half of them
};

class Identity {
public:
    /// `seed32` is the signing key.
    /// errors   invalid_input ledger.bad_origin, ledger.bad_witnesses, ledger.bad_quorum
    [[nodiscard]] static Result<Identity> of(const Settings& settings, std::string_view seed32);

    /// "city.example/ledger/operations"
    [[nodiscard]] const std::string& origin(Log log) const { return signer(log).verifier().name(); }
    [[nodiscard]] const tlog::SignerKey& signer(Log log) const {
        return faces_[static_cast<std::size_t>(log)].signer;
    }
    [[nodiscard]] const tlog::Policy& policy(Log log) const {
        return faces_[static_cast<std::size_t>(log)].policy;
    }
    /// C2SP tlog-policy, as it is served.
    [[nodiscard]] const std::string& policy_text(Log log) const {
        return faces_[static_cast<std::size_t>(log)].policy_text;
    }
    [[nodiscard]] const std::vector<tlog::Policy::Witness>& witnesses() const {
        return faces_.front().policy.witnesses();
    }
    [[nodiscard]] std::size_t quorum() const { return quorum_; }

private:
    struct Face {
        tlog::SignerKey signer;
        std::string policy_text;
        tlog::Policy policy;
    };
    Identity(std::vector<Face> faces, std::size_t quorum)
        : faces_{std::move(faces)}, quorum_{quorum} {}
    std::vector<Face> faces_;  ///< one a log
    std::size_t quorum_;
};

/// The witnesses whose cosignatures a note carries; those that do not hold are left out.
[[nodiscard]] std::vector<tlog::Signed> witness_signatures(const Identity& identity,
                                                           std::string_view note);
/// A key's name in the tables of witnesses: unique, unlike its shown name.
[[nodiscard]] std::string key_name(const tlog::VerifierKey& key);

}  // namespace pingyi::ledger
