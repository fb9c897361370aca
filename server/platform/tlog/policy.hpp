// Policies as C2SP tlog-policy has them: which logs and witnesses are trusted, and how many
// witnesses a checkpoint needs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/tlog/checkpoint.hpp"
#include "platform/tlog/note.hpp"

namespace pingyi::tlog {

constexpr std::size_t policy_bytes_max = 100'000;

class Policy {
public:
    struct Log {
        VerifierKey key;
        std::string url;  ///< may be empty
    };
    struct Witness {
        std::string name;  ///< within the policy
        VerifierKey key;
        std::string url;  ///< may be empty
    };

    /// errors   invalid_input tlog.bad_policy (detail: "line 3: what is wrong"),
    ///          tlog.unknown_key_type
    [[nodiscard]] static Result<Policy> parsed(std::string_view text);

    [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
    [[nodiscard]] const std::vector<Witness>& witnesses() const { return witnesses_; }
    /// Whether these witnesses are enough.
    [[nodiscard]] bool has_quorum(const std::vector<Signed>& signatures) const;

private:
    friend class PolicyReader;
    struct Group {
        std::string name;
        std::size_t least = 0;
        std::vector<std::size_t> witnesses;
        std::vector<std::size_t> groups;
    };
    [[nodiscard]] bool is_met(const Group& group, const std::vector<Signed>& signatures) const;
    [[nodiscard]] bool signed_by(const Witness& witness,
                                 const std::vector<Signed>& signatures) const;
    std::vector<Log> logs_;
    std::vector<Witness> witnesses_;
    std::vector<Group> groups_;
    std::optional<Group> quorum_;  ///< nullopt: none needed
};

/// One log, its witnesses, and how many of them are needed: the policy as text.
[[nodiscard]] std::string policy_text(const Policy::Log& log,
                                      const std::vector<Policy::Witness>& witnesses,
                                      std::size_t least);

/// A checkpoint that a policy accepts.
struct Trusted {
    Checkpoint checkpoint;
    std::vector<Signed> signatures;  ///< of the log and of witnesses
};

/// Checks a signed checkpoint: one log of the policy signed it under its own name, and the quorum
/// of witnesses did.
/// errors   invalid_input tlog.bad_note, tlog.bad_checkpoint, tlog.bad_signature,
///          tlog.double_signature, tlog.not_signed, tlog.other_origin; forbidden tlog.no_quorum
[[nodiscard]] Result<Trusted> trusted_checkpoint(std::string_view note, const Policy& policy);

}  // namespace pingyi::tlog
