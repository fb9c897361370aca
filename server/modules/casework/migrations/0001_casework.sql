-- both
-- Rules of time as versioned data. In force for a start day: the highest version whose valid_from
-- is not after it. An empty kind or urgency means every one; the most specific row counts.
CREATE TABLE casework_rule_version (
    version INTEGER PRIMARY KEY,
    valid_from TEXT NOT NULL,
    note_zh TEXT NOT NULL,
    note_en TEXT NOT NULL
) STRICT;

CREATE TABLE casework_rule (
    version INTEGER NOT NULL REFERENCES casework_rule_version (version),
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    urgency TEXT NOT NULL,
    clock TEXT NOT NULL,
    amount INTEGER NOT NULL,
    very_late_amount INTEGER,
    PRIMARY KEY (version, stage, kind, urgency)
) STRICT;

INSERT INTO casework_rule_version (version, valid_from, note_zh, note_en) VALUES
    (1, '2007-01-01', '随程序提供的期限，启用前请核对', 'Shipped with the program: check before use');

INSERT INTO casework_rule
    (version, stage, kind, urgency, clock, amount, very_late_amount) VALUES
    (1, 'screening', '', '', 'working_days', 2, 4),
    (1, 'signing', '', '', 'working_days', 1, 2),
    (1, 'reply', '', '', 'working_days', 15, 30),
    (1, 'reply', 'enquiry', '', 'working_days', 5, 10),
    (1, 'reply', '', 'urgent', 'working_days', 3, 6),
    (1, 'redo', '', '', 'working_days', 10, 20),
    (1, 'call_back', '', '', 'working_days', 10, 20),
    (1, 'review', '', '', 'calendar_days', 30, 60),
    (1, 'contest', '', '', 'calendar_days', 15, NULL),
    (1, 'appeal', '', '', 'calendar_days', 30, NULL),
    (1, 'cooling_off', '', '', 'calendar_days', 3, NULL);

-- What a letter is about, as a tree.
CREATE TABLE casework_category (
    code TEXT PRIMARY KEY,
    parent TEXT REFERENCES casework_category (code),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    keywords TEXT NOT NULL,
    place INTEGER NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
) STRICT;

-- Which body answers for a category, in places whose code begins with `place` (everywhere when empty).
CREATE TABLE casework_route (
    category TEXT NOT NULL REFERENCES casework_category (code),
    place TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    PRIMARY KEY (category, place)
) STRICT;

-- Why intake may refuse a letter; the public page shows this list.
CREATE TABLE casework_refusal_reason (
    code TEXT PRIMARY KEY,
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    place INTEGER NOT NULL,
    is_current INTEGER NOT NULL CHECK (is_current IN (0, 1))
) STRICT;

INSERT INTO casework_refusal_reason (code, text_zh, text_en, place, is_current) VALUES
    ('not_public_body', '所反映的事不归公共机关管', 'The matter is not one for a public body', 10, 1),
    ('court', '已经或应当由法院、仲裁机构处理', 'A court or an arbitrator deals with it, or has to', 20, 1),
    ('decided', '同一件事已有最终答复，没有新情况', 'The same matter has a final answer and nothing new is said', 30, 1),
    ('unclear', '缺少时间、地点或事由，无法办理', 'Time, place or matter is missing, so nobody can act on it', 40, 1),
    ('abusive', '没有具体诉求，只有辱骂或广告', 'There is no request in it, only abuse or advertising', 50, 1);

-- A case: a letter and everything done about it. Texts here are masked; what was written stands in
-- casework_original. due_at and very_late_at are those of the reply or redo clock.
CREATE TABLE casework_case (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    receipt TEXT UNIQUE,
    kind TEXT NOT NULL,
    urgency TEXT NOT NULL,
    channel TEXT NOT NULL,
    visibility TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    category TEXT REFERENCES casework_category (code),
    named_unit TEXT,
    lead_unit TEXT,
    merged_into TEXT REFERENCES casework_case (id),
    refusal TEXT REFERENCES casework_refusal_reason (code),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    place TEXT NOT NULL,
    place_code TEXT NOT NULL,
    lat_e6 INTEGER,
    lon_e6 INTEGER,
    signature TEXT NOT NULL,
    contact TEXT,
    notice_address TEXT,
    source TEXT,
    source_id TEXT,
    submitted_at INTEGER NOT NULL,
    published_at INTEGER,
    assigned_at INTEGER,
    signed_at INTEGER,
    replied_at INTEGER,
    closed_at INTEGER,
    ended_at INTEGER,
    changed_at INTEGER NOT NULL,
    due_at INTEGER,
    very_late_at INTEGER,
    missing_year INTEGER,
    lateness INTEGER NOT NULL CHECK (lateness IN (0, 1, 2)),
    assignments INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    extensions INTEGER NOT NULL,
    supervisions INTEGER NOT NULL,
    followers INTEGER NOT NULL,
    withdraw_at INTEGER,
    window_until INTEGER,
    version INTEGER NOT NULL,
    UNIQUE (source, source_id)
) STRICT;

-- Lists of the public: newest first, by body, by kind.
CREATE INDEX casework_case_public ON casework_case (submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_unit ON casework_case (lead_unit, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_kind ON casework_case (kind, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_state ON casework_case (state, submitted_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

CREATE INDEX casework_case_public_changed ON casework_case (changed_at, id)
    WHERE visibility = 'everyone' AND published_at IS NOT NULL;

-- Desks: what is in a state, by body and due date.
CREATE INDEX casework_case_desk ON casework_case (state, due_at, id);

CREATE INDEX casework_case_unit_desk ON casework_case (lead_unit, state, due_at, id);

CREATE INDEX casework_case_merged ON casework_case (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX casework_case_withdraw ON casework_case (withdraw_at, id)
    WHERE withdraw_at IS NOT NULL;

CREATE INDEX casework_case_window ON casework_case (window_until, id)
    WHERE window_until IS NOT NULL;

-- What the resident wrote, before masking. Read by intake only, each reading noted.
CREATE TABLE casework_original (
    case_id TEXT PRIMARY KEY REFERENCES casework_case (id),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    place TEXT NOT NULL,
    names TEXT NOT NULL
) STRICT;

-- The timeline: every step of a case. Erasable text stands beside, its salted hash in the row.
CREATE TABLE casework_event (
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    round INTEGER NOT NULL,
    party TEXT NOT NULL,
    account TEXT,
    unit TEXT,
    is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
    text_hash TEXT,
    PRIMARY KEY (case_id, number)
) STRICT;

CREATE TABLE casework_event_text (
    case_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    salt TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (case_id, number)
) STRICT;

APPEND ONLY casework_event;

-- A running or stopped clock of a case; the calendar keeps its proof.
CREATE TABLE casework_clock (
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    stage TEXT NOT NULL,
    round INTEGER NOT NULL,
    rule_version INTEGER NOT NULL,
    deadline TEXT NOT NULL,
    very_late TEXT,
    started_at INTEGER NOT NULL,
    due_at INTEGER,
    very_late_at INTEGER,
    missing_year INTEGER,
    stopped_at INTEGER,
    PRIMARY KEY (case_id, stage, round, started_at)
) STRICT;

CREATE INDEX casework_clock_open ON casework_clock (case_id, stage) WHERE stopped_at IS NULL;

-- A reply of a body to a round, from draft to publication. Texts are masked before publication.
CREATE TABLE casework_reply (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    round INTEGER NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    text TEXT NOT NULL,
    written_by TEXT,
    written_at INTEGER NOT NULL,
    approved_by TEXT,
    published_at INTEGER,
    version INTEGER NOT NULL
) STRICT;

CREATE INDEX casework_reply_by_case ON casework_reply (case_id, round, id);

CREATE UNIQUE INDEX casework_reply_published ON casework_reply (case_id, round)
    WHERE state = 'published';

-- A longer deadline, asked for and decided in public.
CREATE TABLE casework_extension (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    round INTEGER NOT NULL,
    unit TEXT NOT NULL,
    days INTEGER NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    decision TEXT NOT NULL,
    due_before INTEGER,
    due_after INTEGER
) STRICT;

CREATE INDEX casework_extension_by_case ON casework_extension (case_id, id);

CREATE INDEX casework_extension_asked ON casework_extension (asked_at, id) WHERE state = 'asked';

-- The office looks after a case (督办).
CREATE TABLE casework_supervision (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    reason TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    ended_by TEXT,
    ended_at INTEGER
) STRICT;

CREATE INDEX casework_supervision_by_case ON casework_supervision (case_id, id);

-- The part of a co-body; the reply of the lead body waits for nobody, parts are shown beside it.
CREATE TABLE casework_part (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    unit TEXT NOT NULL,
    task TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    answer TEXT NOT NULL,
    answered_by TEXT,
    answered_at INTEGER
) STRICT;

CREATE INDEX casework_part_by_case ON casework_part (case_id, id);

CREATE INDEX casework_part_open ON casework_part (unit, asked_at, id) WHERE answered_at IS NULL;

-- The resident asks that a refusal or a closing be looked at again by somebody else.
CREATE TABLE casework_appeal (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    about TEXT NOT NULL,
    grounds TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    decision TEXT NOT NULL
) STRICT;

CREATE INDEX casework_appeal_by_case ON casework_appeal (case_id, id);

CREATE INDEX casework_appeal_open ON casework_appeal (opened_at, id) WHERE state = 'open';

-- More that the resident told after filing: masked here, as written in the original.
CREATE TABLE casework_addition (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    original TEXT NOT NULL
) STRICT;

CREATE INDEX casework_addition_by_case ON casework_addition (case_id, id);

-- The two answers of the resident to a round: solved? satisfied? Shown apart from call-backs.
CREATE TABLE casework_answer (
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    round INTEGER NOT NULL,
    solved INTEGER NOT NULL CHECK (solved IN (0, 1)),
    satisfied INTEGER NOT NULL CHECK (satisfied IN (0, 1)),
    day TEXT NOT NULL,
    PRIMARY KEY (case_id, round)
) STRICT;

-- Asking whether it was really solved: one a case and round, drawn or with everybody.
CREATE TABLE casework_call_back (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES casework_case (id),
    round INTEGER NOT NULL,
    lot TEXT NOT NULL,
    state TEXT NOT NULL,
    solved INTEGER CHECK (solved IN (0, 1)),
    satisfied INTEGER CHECK (satisfied IN (0, 1)),
    opened_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (case_id, round)
) STRICT;

CREATE INDEX casework_call_back_waiting ON casework_call_back (lot, id) WHERE state = 'waiting';

CREATE TABLE casework_call_attempt (
    call_back TEXT NOT NULL REFERENCES casework_call_back (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (call_back, number)
) STRICT;

-- Putting right what was found (整改), from whatever module found it.
CREATE TABLE casework_rectification (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    unit TEXT NOT NULL,
    task TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    deadline TEXT NOT NULL,
    due_at INTEGER,
    missing_year INTEGER,
    report TEXT NOT NULL,
    reported_by TEXT,
    reported_at INTEGER,
    verified_by TEXT,
    verified_at INTEGER,
    verdict TEXT NOT NULL,
    satisfied INTEGER CHECK (satisfied IN (0, 1)),
    UNIQUE (source, source_id)
) STRICT;

CREATE INDEX casework_rectification_unit ON casework_rectification (unit, state, due_at, id);

-- Cells of figures that have to be counted again, and data of the module that is not a rule.
CREATE TABLE casework_stale (
    unit TEXT NOT NULL,
    month TEXT NOT NULL,
    PRIMARY KEY (unit, month)
) STRICT;

CREATE TABLE casework_setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
