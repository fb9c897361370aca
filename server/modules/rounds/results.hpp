// Published results as values, made from nothing but the stored public bundle.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "modules/rounds/types.hpp"
#include "modules/scoring/api.hpp"
#include "platform/db/database.hpp"

namespace pingyi::rounds {

/// A public bundle as it was read; never changed.
struct Loaded {
    StoredResult stored;
    scoring::Scheme scheme;
    scoring::Data data;  ///< bodies that may be named, events
    scoring::Outcome outcome;
    std::size_t bytes = 0;  ///< of the files it was read from

    /// Nullptr for a body that the result does not name.
    [[nodiscard]] const scoring::UnitResult* unit(std::string_view code) const;
    [[nodiscard]] const scoring::UnitClass* unit_class(std::string_view code) const;
};
using LoadedPtr = std::shared_ptr<const Loaded>;

/// Keeps what was read last. Thread safe.
class Results {
public:
    explicit Results(std::size_t bytes_max = std::size_t{32} * 1024 * 1024)
        : bytes_max_{bytes_max} {}

    /// Of a result that `store::result` answered. A file that is not what was stored is logged and
    /// refused, also one whose hash was changed with it: all hashes follow from the public id.
    /// errors   internal rounds.result_damaged (the file)
    [[nodiscard]] Result<LoadedPtr> get(db::Database& database, const StoredResult& stored);
    [[nodiscard]] std::size_t bytes() const;

private:
    [[nodiscard]] LoadedPtr kept(const std::string& id);
    void keep(const LoadedPtr& loaded);

    const std::size_t bytes_max_;
    mutable std::mutex mutex_;
    std::list<LoadedPtr> all_;  // asked for last first
    std::size_t bytes_ = 0;
};

/// Logs what is not as it was stored. errors   internal rounds.result_damaged (the file)
[[nodiscard]] std::unexpected<Error> damaged(const StoredResult& stored, const std::string& file);

/// For `Deps`.
[[nodiscard]] std::shared_ptr<Results> new_results();

}  // namespace pingyi::rounds
