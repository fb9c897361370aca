CREATE TABLE units_class (
    code TEXT PRIMARY KEY,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    place INTEGER NOT NULL UNIQUE,
    ranked INTEGER NOT NULL CHECK (ranked IN (0, 1)),
    published INTEGER NOT NULL CHECK (published IN (0, 1))
) STRICT

INSERT INTO units_class (code, name_zh, name_en, place, ranked, published) VALUES
    ('economy_and_society', '经济社会管理部门', 'Economic and social departments', 10, 1, 1),
    ('law_enforcement', '行政执法监督部门', 'Law enforcement departments', 20, 1, 1),
    ('public_service', '公共服务部门', 'Public service departments', 30, 1, 1),
    ('party_and_mass', '党群机关', 'Party and mass organisations', 40, 1, 1),
    ('justice', '政法机关', 'Courts, procuratorate and justice', 50, 1, 1),
    ('coordination', '综合协调机构', 'Coordinating offices', 60, 0, 0),
    ('direct_institution', '直属事业单位', 'Institutions run by the city', 70, 1, 1),
    ('public_enterprise', '公共服务企业', 'Public service enterprises', 80, 1, 1),
    ('vertical', '垂直管理单位', 'Bodies run from the province or the nation', 90, 1, 1),
    ('district_government', '区县政府', 'District and county governments', 100, 1, 1),
    ('district_department', '区县部门', 'District departments', 110, 1, 1),
    ('township', '乡镇、街道', 'Towns and subdistricts', 120, 0, 1)

CREATE TABLE units_unit (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    class_code TEXT NOT NULL REFERENCES units_class (code),
    parent_id TEXT REFERENCES units_unit (id),
    successor_id TEXT REFERENCES units_unit (id),
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_zh TEXT NOT NULL,
    short_en TEXT NOT NULL,
    other_names TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    sort_key TEXT NOT NULL,
    search TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT

CREATE INDEX units_unit_by_name ON units_unit (sort_key, id)

CREATE INDEX units_unit_by_class ON units_unit (class_code, sort_key, id)

CREATE INDEX units_unit_by_parent ON units_unit (parent_id)

CREATE INDEX units_unit_by_successor ON units_unit (successor_id) WHERE successor_id IS NOT NULL

CREATE TABLE units_staged (
    import_id TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,
    class_code TEXT NOT NULL,
    parent_id TEXT,
    successor_id TEXT,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    short_zh TEXT NOT NULL,
    short_en TEXT NOT NULL,
    other_names TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT,
    sort_key TEXT NOT NULL,
    search TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (import_id, id)
) STRICT

CREATE TABLE units_register (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT

INSERT INTO units_register (id, revision) VALUES (1, 0)

CREATE TABLE units_service (
    unit_id TEXT NOT NULL REFERENCES units_unit (id),
    place INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    description_zh TEXT NOT NULL,
    description_en TEXT NOT NULL,
    location_zh TEXT NOT NULL,
    location_en TEXT NOT NULL,
    hours_zh TEXT NOT NULL,
    hours_en TEXT NOT NULL,
    PRIMARY KEY (unit_id, place)
) STRICT

CREATE TABLE units_contact (
    unit_id TEXT NOT NULL REFERENCES units_unit (id),
    place INTEGER NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    address_zh TEXT NOT NULL,
    address_en TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours_zh TEXT NOT NULL,
    hours_en TEXT NOT NULL,
    PRIMARY KEY (unit_id, place)
) STRICT

CREATE TABLE units_profile (
    unit_id TEXT NOT NULL REFERENCES units_unit (id),
    version INTEGER NOT NULL CHECK (version > 0),
    made_at INTEGER NOT NULL,
    made_by TEXT,
    PRIMARY KEY (unit_id, version)
) STRICT

CREATE TABLE units_profile_item (
    unit_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('value', 'motto', 'service_brand')),
    text_zh TEXT NOT NULL,
    text_en TEXT NOT NULL,
    evidence_zh TEXT NOT NULL,
    evidence_en TEXT NOT NULL,
    evidence_link TEXT NOT NULL,
    PRIMARY KEY (unit_id, version, place),
    FOREIGN KEY (unit_id, version) REFERENCES units_profile (unit_id, version)
) STRICT

APPEND ONLY units_profile;

APPEND ONLY units_profile_item;
