"""The tables of record and reader studies on a PostgreSQL server; rights keep them append-only and readers apart.

A reader signs in to the server with a role of their own. That role may read the events of its own Readings and hand
in new ones through one function, which checks them again; it may write no table. Nobody, the owner included, can
change or delete an event without first taking the guards out, which `verify` notices.
"""

VERSION = 1
SCHEMA = "overread"
READERS = "overread_readers"
"""The group that every reader's role belongs to."""

TRIGGERS = frozenset(
    {"events_are_never_changed", "events_are_never_emptied", "head_only_grows", "head_is_never_emptied"}
)

TABLES = """
CREATE SCHEMA overread;
CREATE TABLE overread.version (version integer NOT NULL);
INSERT INTO overread.version VALUES (1);
CREATE TABLE overread.people (role name PRIMARY KEY, reader text NOT NULL);
CREATE UNIQUE INDEX one_role_per_reader ON overread.people (lower(reader));
CREATE TABLE overread.events (
    position bigint PRIMARY KEY,
    reading_id text NOT NULL,
    sequence integer NOT NULL,
    event_id text NOT NULL UNIQUE,
    reader text NOT NULL,
    kind text NOT NULL,
    body text NOT NULL,
    event_hash text NOT NULL,
    record_hash text NOT NULL,
    UNIQUE (reading_id, sequence)
);
CREATE INDEX of_a_reader ON overread.events (lower(reader));
CREATE UNIQUE INDEX once ON overread.events (reading_id, kind)
    WHERE kind IN ('ReadingOpened', 'UnaidedReadLocked', 'ReadSigned');
CREATE TABLE overread.head (
    id integer PRIMARY KEY CHECK (id = 1), events bigint NOT NULL, record_hash text NOT NULL
);
INSERT INTO overread.head VALUES (1, 0, '');

CREATE FUNCTION overread.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'OV001'; END $$;
CREATE FUNCTION overread.refuse_unless_growing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.events <> OLD.events + 1 THEN
        RAISE EXCEPTION 'the record is append-only' USING ERRCODE = 'OV001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE OR DELETE ON overread.events
    FOR EACH ROW EXECUTE FUNCTION overread.refuse();
CREATE TRIGGER events_are_never_emptied BEFORE TRUNCATE ON overread.events
    FOR EACH STATEMENT EXECUTE FUNCTION overread.refuse();
CREATE TRIGGER head_only_grows BEFORE UPDATE ON overread.head
    FOR EACH ROW EXECUTE FUNCTION overread.refuse_unless_growing();
CREATE TRIGGER head_is_never_emptied BEFORE DELETE OR TRUNCATE ON overread.head
    FOR EACH STATEMENT EXECUTE FUNCTION overread.refuse();

CREATE FUNCTION overread.me() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
    $$ SELECT reader FROM overread.people WHERE role = session_user $$;

CREATE FUNCTION overread.append(new_body text, new_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    said json := new_body::json;
    me text := overread.me();
    last record;
    before overread.head;
BEGIN
    IF me IS NULL OR lower(said->>'reader') <> lower(me) THEN
        RAISE EXCEPTION 'this role may not write for this reader' USING ERRCODE = 'OV002';
    END IF;
    IF encode(sha256(convert_to(new_body, 'UTF8')), 'hex') <> new_hash THEN
        RAISE EXCEPTION 'the event does not have its hash' USING ERRCODE = 'OV003';
    END IF;
    SELECT * INTO before FROM overread.head FOR UPDATE;
    SELECT e.sequence, e.event_hash, e.reader INTO last FROM overread.events e
        WHERE e.reading_id = said->>'reading_id' ORDER BY e.sequence DESC LIMIT 1;
    IF FOUND AND lower(last.reader) <> lower(me) THEN
        RAISE EXCEPTION 'this role may not write for this reader' USING ERRCODE = 'OV002';
    END IF;
    IF (said->>'sequence')::integer <> coalesce(last.sequence, 0) + 1
        OR said->>'prev_hash' <> coalesce(last.event_hash,
            encode(sha256(convert_to((said->>'schema') || ':' || (said->>'reading_id'), 'UTF8')), 'hex')) THEN
        RAISE EXCEPTION 'the event does not follow the one before it' USING ERRCODE = 'OV003';
    END IF;
    INSERT INTO overread.events VALUES (
        before.events + 1, said->>'reading_id', (said->>'sequence')::integer, said->>'event_id', said->>'reader',
        said->>'kind', new_body, new_hash,
        encode(sha256(convert_to(before.record_hash || new_hash, 'UTF8')), 'hex'));
    UPDATE overread.head SET events = before.events + 1,
        record_hash = encode(sha256(convert_to(before.record_hash || new_hash, 'UTF8')), 'hex');
END $$;

ALTER TABLE overread.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_events ON overread.events FOR SELECT TO overread_readers USING (lower(reader) = lower(overread.me()));
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA overread FROM PUBLIC;
GRANT USAGE ON SCHEMA overread TO overread_readers;
GRANT SELECT ON overread.events, overread.head, overread.version TO overread_readers;
GRANT EXECUTE ON FUNCTION overread.me(), overread.append(text, text) TO overread_readers;
"""

MAKE_GROUP = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'overread_readers') THEN
        CREATE ROLE overread_readers NOLOGIN;
    END IF;
END $$
"""

STUDY_VERSION = 1
STUDY_SCHEMA = "overread_study"
STUDY_TRIGGERS = frozenset({"log_is_never_changed", "log_is_never_emptied"})

STUDY_TABLES = """
CREATE SCHEMA overread_study;
CREATE TABLE overread_study.version (version integer NOT NULL);
INSERT INTO overread_study.version VALUES (1);
CREATE TABLE overread_study.log (
    study text NOT NULL,
    sequence integer NOT NULL,
    reader text NOT NULL,
    body text NOT NULL,
    entry_hash text NOT NULL,
    PRIMARY KEY (study, sequence)
);
CREATE TABLE overread_study.accounts (
    study text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL DEFAULT '',
    code_hash text NOT NULL DEFAULT '',
    failed integer NOT NULL DEFAULT 0,
    failed_at text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX one_account_per_name ON overread_study.accounts (study, lower(name));

CREATE TRIGGER log_is_never_changed BEFORE UPDATE OR DELETE ON overread_study.log
    FOR EACH ROW EXECUTE FUNCTION overread.refuse();
CREATE TRIGGER log_is_never_emptied BEFORE TRUNCATE ON overread_study.log
    FOR EACH STATEMENT EXECUTE FUNCTION overread.refuse();

CREATE FUNCTION overread_study.owned() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    AS $$ SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class
          WHERE oid = 'overread_study.log'::regclass $$;

CREATE FUNCTION overread_study.last(of_study text) RETURNS TABLE (sequence integer, entry_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
    $$ SELECT l.sequence, l.entry_hash FROM overread_study.log l WHERE l.study = of_study
       ORDER BY l.sequence DESC LIMIT 1 $$;

CREATE FUNCTION overread_study.append(of_study text, new_body text, new_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    said json := new_body::json;
    concerns text := coalesce(said->'data'->>'reader', said->'data'->'person'->>'reader', '');
    before record;
BEGIN
    IF NOT overread_study.owned() AND (
        said->>'kind' NOT IN ('SignedIn', 'SessionBegun', 'SessionFinished', 'ClockDisbelieved')
        OR overread.me() IS NULL OR lower(concerns) <> lower(overread.me())) THEN
        RAISE EXCEPTION 'this role may not write this into the log' USING ERRCODE = 'OV004';
    END IF;
    IF encode(sha256(convert_to(new_body, 'UTF8')), 'hex') <> new_hash THEN
        RAISE EXCEPTION 'the entry does not have its hash' USING ERRCODE = 'OV005';
    END IF;
    SELECT * INTO before FROM overread_study.last(of_study);
    IF (said->>'sequence')::integer <> coalesce(before.sequence, 0) + 1
        OR said->>'prev_hash' <> coalesce(before.entry_hash,
            encode(sha256(convert_to(said->>'schema', 'UTF8')), 'hex')) THEN
        RAISE EXCEPTION 'the entry does not follow the one before it' USING ERRCODE = 'OV005';
    END IF;
    INSERT INTO overread_study.log
        VALUES (of_study, (said->>'sequence')::integer, concerns, new_body, new_hash);
END $$;

ALTER TABLE overread_study.log ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_entries ON overread_study.log FOR SELECT TO overread_readers
    USING (reader = '' OR lower(reader) = lower(overread.me()));
ALTER TABLE overread_study.accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_account ON overread_study.accounts FOR SELECT TO overread_readers
    USING (lower(name) = lower(overread.me()));
CREATE POLICY own_account_is_changed ON overread_study.accounts FOR UPDATE TO overread_readers
    USING (lower(name) = lower(overread.me()));
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA overread_study FROM PUBLIC;
GRANT USAGE ON SCHEMA overread_study TO overread_readers;
GRANT SELECT ON overread_study.log, overread_study.accounts, overread_study.version TO overread_readers;
GRANT UPDATE (password_hash, code_hash, failed, failed_at) ON overread_study.accounts TO overread_readers;
GRANT EXECUTE ON FUNCTION overread_study.owned(), overread_study.last(text), overread_study.append(text, text, text)
    TO overread_readers;
"""
"""The log and the accounts of reader studies.

A reader's role sees what concerns everybody or itself, and may add that it signed in, began or finished a session, or
that its clock was wrong. Of the accounts it sees its own row, which only the owner makes.
"""
