// Receipts as C2SP tlog-proof has them: one file that proves an entry to be in a witnessed log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "platform/tlog/policy.hpp"
#include "platform/tlog/tree.hpp"

namespace pingyi::tlog {

struct Receipt {
    std::uint64_t index = 0;  ///< of the entry, from 0
    std::vector<Hash> proof;
    std::string note;   ///< the signed checkpoint
    std::string extra;  ///< octets that nothing vouches for; we use them to carry the entry

    /// errors   invalid_input tlog.bad_receipt (detail: what is wrong)
    [[nodiscard]] static Result<Receipt> parsed(std::string_view text);
    [[nodiscard]] std::string str() const;
};

/// Checks that the leaf stands in the tree of a checkpoint that the policy accepts.
/// errors   those of trusted_checkpoint; invalid_input tlog.wrong_proof
[[nodiscard]] Result<Trusted> verify_receipt(const Receipt& receipt, const Hash& leaf,
                                             const Policy& policy);

}  // namespace pingyi::tlog
