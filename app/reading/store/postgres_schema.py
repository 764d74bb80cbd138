"""The record's tables on a PostgreSQL server, and the rights that keep it append-only and readers apart.

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
