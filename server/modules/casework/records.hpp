// Records beside a case that are no states of it: extensions, supervision, parts of co-bodies,
// appeals, additions.
#pragma once

#include <optional>
#include <string>

#include "modules/casework/types.hpp"

namespace pingyi::casework {

/// A longer deadline, asked for by the body and decided by the office, both in public.
struct Extension {
    ExtensionId id;
    CaseId case_id;
    std::int64_t round = 1;
    UnitId unit;
    std::int64_t days = 0;
    std::string reason;
    AccountId asked_by;
    Instant asked_at{};
    ExtensionState state = ExtensionState::asked;
    std::optional<AccountId> decided_by;
    std::optional<Instant> decided_at;
    std::string decision;
    std::optional<Instant> due_before, due_after;
};

/// The office looks after a case until it ends it.
struct Supervision {
    SupervisionId id;
    CaseId case_id;
    std::string reason;
    AccountId opened_by;
    Instant opened_at{};
    std::optional<AccountId> ended_by;
    std::optional<Instant> ended_at;
};

/// What a co-body is asked for and what it answers.
struct Part {
    PartId id;
    CaseId case_id;
    UnitId unit;
    std::string task;
    AccountId asked_by;
    Instant asked_at{};
    std::string answer;
    std::optional<AccountId> answered_by;
    std::optional<Instant> answered_at;
};

/// The resident asks that somebody else looks again at a refusal or a closing.
struct Appeal {
    AppealId id;
    CaseId case_id;
    AppealAbout about = AppealAbout::closing;
    std::string grounds;
    Instant opened_at{};
    AppealState state = AppealState::open;
    std::optional<AccountId> decided_by;
    std::optional<Instant> decided_at;
    std::string decision;
};

/// More that the resident told after filing, as masked.
struct MaskedAddition {
    AdditionId id;
    Instant at{};
    std::string text;
};

}  // namespace pingyi::casework
