//! On PostgreSQL, a function that appends a row to its audit chain in one round trip instead of three.
//!
//! The function takes the chain's lock, reads the last row, and seals the new one. `entity::audit` describes
//! the form that is sealed; the caller supplies all of it except number and detail. The function runs with
//! its caller's privileges and needs no new ones.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite has no round trips to save, so the server reads, seals and inserts there.
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(FUNCTION).await?;
        }
        Ok(())
    }
}

/// Each statement in a `plpgsql` function sees what was committed before that statement, so the last row is
/// read after the lock was taken.
const FUNCTION: &str = r"
    CREATE FUNCTION append_audit_event(
        its_lock integer, form_before bytea, form_behind bytea,
        its_chain text, its_at timestamptz, its_actor_kind text, its_actor_id uuid, its_subject_id uuid,
        its_action text, its_outcome text, its_reason text, its_request_id uuid, its_session_id uuid,
        its_network text, its_device text, its_detail text
    ) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        last_number bigint;
        last_hash bytea;
        its_number text;
        detail_bytes bytea := convert_to(its_detail, 'UTF8');
    BEGIN
        PERFORM pg_advisory_xact_lock(1969514868, its_lock);
        SELECT number, hash INTO last_number, last_hash FROM audit_event
            WHERE chain = its_chain ORDER BY number DESC LIMIT 1;
        IF NOT FOUND THEN
            last_number := 0;
            last_hash := decode(repeat('00', 32), 'hex');
        END IF;
        its_number := (last_number + 1)::text;
        INSERT INTO audit_event VALUES (
            its_chain, last_number + 1, its_at, its_actor_kind, its_actor_id, its_subject_id, its_action,
            its_outcome, its_reason, its_request_id, its_session_id, its_network, its_device, its_detail,
            last_hash,
            sha256(
                last_hash || form_before
                || '\x0000000000000006'::bytea || 'number'::bytea
                || int8send(length(its_number)) || its_number::bytea
                || form_behind
                || CASE WHEN its_detail IS NULL THEN ''::bytea ELSE
                    '\x0000000000000006'::bytea || 'detail'::bytea
                    || int8send(length(detail_bytes)) || detail_bytes
                END
            )
        );
        RETURN last_number + 1;
    END $$";
