// Full tiles in memory: they never change, and mirrors and verifiers read many of them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "modules/ledger/types.hpp"
#include "platform/tlog/tile.hpp"

namespace pingyi::ledger {

/// Thread safe. Holds some 32 MiB at most, then begins anew.
class TileCache {
public:
    using Octets = std::shared_ptr<const std::string>;
    [[nodiscard]] Octets find(Log log, const tlog::TileId& id) const {
        const std::scoped_lock lock(mutex_);
        const auto found = tiles_.find({log, id});
        return found == tiles_.end() ? nullptr : found->second;
    }
    void keep(Log log, const tlog::TileId& id, Octets octets) {
        const std::scoped_lock lock(mutex_);
        if (size_ + octets->size() > octets_max) {
            tiles_.clear();
            size_ = 0;
        }
        const std::size_t octets_count = octets->size();
        if (tiles_.emplace(std::pair{log, id}, std::move(octets)).second) size_ += octets_count;
    }

private:
    static constexpr std::size_t octets_max = std::size_t{32} * 1024 * 1024;
    mutable std::mutex mutex_;
    std::map<std::pair<Log, tlog::TileId>, Octets> tiles_;
    std::size_t size_ = 0;
};

}  // namespace pingyi::ledger
