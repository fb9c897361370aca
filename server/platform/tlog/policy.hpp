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
    ///          tlog.unknown_key_type (detail: "line 3")
    [[nodiscard]] static Result<Policy> parsed(std::string_view text);

    [[nodiscard]] const std::vector<Log>& logs() const { return logs_; }
    [[nodiscard]] const std::vector<Witness>& witnesses() const { return witnesses_; }
    /// Whether the witnesses among these signers are enough.
    [[nodiscard]] bool has_quorum(const std::vector<Signed>& signers) const;

private:
    friend class PolicyReader;
    /// A witness or a group, by its place in the list of its kind.
    struct Member {
        bool is_group = false;
        std::size_t place = 0;
    };
    struct Group {
        std::size_t least = 0;
        std::vector<Member> members;
    };
    std::vector<Log> logs_;
    std::vector<Witness> witnesses_;
    std::vector<Group> groups_;     ///< each after those it names
    std::optional<Member> quorum_;  ///< nullopt: no witness is needed
};

/// The policy of one log whose checkpoints need `least` of its witnesses (0: none), as text.
[[nodiscard]] std::string policy_text(const Policy::Log& log,
                                      const std::vector<Policy::Witness>& witnesses,
                                      std::size_t least);

/// A checkpoint that a policy accepts.
struct Trusted {
    Checkpoint checkpoint;
    std::vector<Signed> signers;  ///< the log and witnesses
};

/// Checks a signed checkpoint: one log of the policy signed it under its own name, and the quorum
/// of witnesses did.
/// errors   invalid_input tlog.bad_note, tlog.bad_checkpoint, tlog.bad_signature,
///          tlog.double_signature, tlog.not_signed, tlog.other_origin; forbidden tlog.no_quorum
///          (detail: origin and size)
[[nodiscard]] Result<Trusted> trusted_checkpoint(std::string_view note, const Policy& policy);

}  // namespace pingyi::tlog
