//! People, organisations, their attributes and lists.
//!
//! | table | grows by | read by | goes away |
//! |---|---|---|---|
//! | person | a row a human being, to millions | table by `person_by_sort`; same address by `person_by_phone`, `person_by_email`; search by scan of `search_text` (a trigram index comes with the search page) | `deleted_ms` is set; merged ones point to `merged_into`; erased ones lose their text and keep the row for statistics |
//! | external_ref | up to one row a person and source | import, by `(source, code)`; page by `person_id` | with its person |
//! | account | a row an organisation | import and forms by `name_norm` | as person |
//! | attribute | tens | menus | while no rule uses it |
//! | attribute_value | a row a person and filled attribute, the longest table | rules by `(attribute_id, num | text | day, person_id)`, covering; a page of people by the key | with its person or attribute |
//! | people_list, list_member | a row a membership of a chosen list | lists; the launch by `(list_id, person_id)` | with the list |
//!
//! Everything here is exported with the person. `live_person` is the only way in for reading.

crate::schema!(
    "
CREATE TABLE account (
    id {id},
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL UNIQUE,
    import_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE person (
    id {id},
    name TEXT NOT NULL DEFAULT '',
    sort_key TEXT NOT NULL,
    search_text TEXT NOT NULL,
    account_id BIGINT REFERENCES account (id),
    place TEXT NOT NULL DEFAULT '',
    email TEXT,
    phone TEXT,
    do_not_call {bool},
    do_not_email {bool},
    consent_day DATE,
    last_contact_day DATE,
    owner_id BIGINT REFERENCES app_user (id),
    import_id BIGINT,
    created_day DATE NOT NULL,
    deleted_ms BIGINT,
    merged_into BIGINT REFERENCES person (id),
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX person_by_sort ON person (sort_key, id) WHERE deleted_ms IS NULL AND merged_into IS NULL;
CREATE INDEX person_by_phone ON person (phone) WHERE phone IS NOT NULL;
CREATE INDEX person_by_email ON person (email) WHERE email IS NOT NULL;
CREATE INDEX person_by_account ON person (account_id);
CREATE INDEX person_by_import ON person (import_id);
CREATE VIEW live_person AS SELECT * FROM person WHERE deleted_ms IS NULL AND merged_into IS NULL;
CREATE TABLE external_ref (
    source TEXT NOT NULL,
    code TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    PRIMARY KEY (source, code)
);
CREATE INDEX external_ref_by_person ON external_ref (person_id);
CREATE TABLE attribute (
    id {id},
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    import_id BIGINT
);
CREATE TABLE attribute_value (
    person_id BIGINT NOT NULL REFERENCES person (id),
    attribute_id BIGINT NOT NULL REFERENCES attribute (id),
    num BIGINT,
    text TEXT,
    text_norm TEXT,
    day DATE,
    PRIMARY KEY (person_id, attribute_id)
);
CREATE INDEX attribute_value_by_num ON attribute_value (attribute_id, num, person_id) WHERE num IS NOT NULL;
CREATE INDEX attribute_value_by_text ON attribute_value (attribute_id, text_norm, person_id) WHERE text_norm IS NOT NULL;
CREATE INDEX attribute_value_by_day ON attribute_value (attribute_id, day, person_id) WHERE day IS NOT NULL;
CREATE TABLE people_list (
    id {id},
    name TEXT NOT NULL,
    name_norm TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    rule TEXT,
    owner_id BIGINT REFERENCES app_user (id),
    import_id BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE list_member (
    list_id BIGINT NOT NULL REFERENCES people_list (id) ON DELETE CASCADE,
    person_id BIGINT NOT NULL REFERENCES person (id),
    import_id BIGINT,
    PRIMARY KEY (list_id, person_id)
);
CREATE INDEX list_member_by_person ON list_member (person_id);
",
    ["list_member", "people_list", "attribute_value", "attribute", "external_ref", "person", "account"]
);

async fn after(_: &SchemaManager<'_>) -> Result<(), DbErr> {
    Ok(())
}
