//! Compares the migrations of a database with those that this program knows, and decides whether it can work
//! there. Changes nothing.
//!
//! During a rollout, programs of two versions work on one schema. So a migration that a program does not know
//! is no reason to refuse: migrations add things, and additions disturb no program. One that takes something
//! away says so in its name, e.g. `m0030_drop_phone_needs_m0025`: only programs that know m0025 can work with
//! it.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, Statement};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};

use crate::Migrator;

/// The last migration that this program needs. It works without later ones.
const NEEDED: &str = "m0044_receipts_by_status";
/// In a migration's name, this precedes the number of the migration that a program must know to work with it.
const MARK: &str = "_needs_";
/// The table with the migrations that were applied.
const TABLE: &str = "seaql_migrations";

/// Why this program cannot work with a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The database lacks migrations that this program needs.
    #[error("the database lacks {0} migration(s); run `server migrate` first")]
    Pending(usize),
    /// A newer migration excludes this program.
    #[error(
        "this version of the program cannot work with the migration {0}, which the database has; \
         start the version that added the migration, or a newer one"
    )]
    TooNew(String),
    /// The role may not read the history of migrations.
    #[error(
        "the role {role} may not read the table {table}, the history of migrations; as the role that owns \
         the tables, run `server migrate --grant-to {role}`"
    )]
    Unreadable {
        /// The role that we are connected as.
        role: String,
        /// The table, with its schema.
        table: String,
    },
}

/// How a database differs from this program, if the program can work with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Migrations that were applied and that this program does not know.
    pub(crate) newer: Vec<String>,
    /// Migrations that this program knows, does not need, and that were not applied.
    pub(crate) pending: Vec<String>,
}

/// Refuses a database with which this program cannot work. Logs a difference that does no harm.
pub(crate) async fn refuse_misfit(db: &DatabaseConnection) -> Result<(), crate::database::OpenError> {
    let difference = judge(&known(), NEEDED, &applied(db).await?)?;
    warn_of_newer(&difference.newer);
    if !difference.pending.is_empty() {
        let migrations = difference.pending.join(" ");
        tracing::warn!(
            migrations,
            "the database lacks migrations that this program can do without; run `server migrate` soon"
        );
    }
    Ok(())
}

/// The applied migrations that this program does not know, or an error if it cannot work with them.
pub(crate) async fn newer(db: &DatabaseConnection) -> Result<Vec<String>, crate::database::OpenError> {
    let applied = applied(db).await?;
    let newer: Vec<_> = applied.into_iter().filter(|name| !known().contains(name)).collect();
    refuse_too_new(&known(), &newer)?;
    Ok(newer)
}

/// Logs that a newer version has worked on the database.
pub(crate) fn warn_of_newer(newer: &[String]) {
    if !newer.is_empty() {
        let migrations = newer.join(" ");
        tracing::warn!(
            migrations,
            "the database has migrations of a newer version, which this program does not know; update this program"
        );
    }
}

/// Decides whether a program that knows `known` and needs all migrations up to `needed` can work with a
/// database where `applied` were applied.
fn judge(known: &[String], needed: &str, applied: &[String]) -> Result<Difference, Misfit> {
    let is_applied = |name: &String| applied.contains(name);
    let last = known.iter().position(|name| name == needed).map_or(known.len(), |at| at + 1);
    match known[..last].iter().filter(|name| !is_applied(name)).count() {
        0 => {}
        count => return Err(Misfit::Pending(count)),
    }
    let newer: Vec<_> = applied.iter().filter(|name| !known.contains(name)).cloned().collect();
    refuse_too_new(known, &newer)?;
    let pending = known[last..].iter().filter(|name| !is_applied(name)).cloned().collect();
    Ok(Difference { newer, pending })
}

fn refuse_too_new(known: &[String], newer: &[String]) -> Result<(), Misfit> {
    let is_known = |number: &str| known.iter().any(|name| name.split('_').next() == Some(number));
    let cannot = |name: &&String| name.rsplit_once(MARK).is_some_and(|(_, number)| !is_known(number));
    newer.iter().find(cannot).map_or(Ok(()), |name| Err(Misfit::TooNew(name.clone())))
}

fn known() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// The names of the migrations that were applied to the database.
async fn applied(db: &DatabaseConnection) -> Result<Vec<String>, crate::database::OpenError> {
    if let Some(misfit) = unreadable(db).await? {
        return Err(misfit.into());
    }
    if !SchemaManager::new(db).has_table(TABLE).await? {
        return Ok(Vec::new());
    }
    let rows = seaql_migrations::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Detects a history that exists and that we may not read. The information schema, which the library queries,
/// hides a table from a role without any privilege on it. A schema outside our search path belongs to another
/// application, which may have a table of the same name.
async fn unreadable(db: &DatabaseConnection) -> Result<Option<Misfit>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    // `current_schemas` and `to_regclass` leave out schemas that we may not use. So what `to_regclass` finds
    // is our table.
    let ask = "SELECT current_user::text, quote_ident(n.nspname) || '.' || quote_ident(c.relname)
               FROM unnest(string_to_array(current_setting('search_path'), ',')) WITH ORDINALITY path(entry, place)
               JOIN pg_namespace n ON n.nspname = replace(btrim(path.entry, ' \"'), '$user', current_user)
               JOIN pg_class c ON c.relnamespace = n.oid
               WHERE c.relname = $1::text AND c.relkind IN ('r', 'p')
                 AND COALESCE(c.oid = to_regclass($1::text), true)
                 AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
               ORDER BY path.place LIMIT 1";
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, ask, [TABLE.into()]);
    let Some(row) = db.query_one_raw(ask).await? else { return Ok(None) };
    Ok(Some(Misfit::Unreadable { role: row.try_get_by_index(0)?, table: row.try_get_by_index(1)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_program_works_with_what_it_needs_and_with_what_is_newer_unless_that_says_otherwise() {
        let check = |applied: &str, expected: Result<(&str, &str), Misfit>| {
            let expected =
                expected.map(|(newer, pending)| Difference { newer: names(newer), pending: names(pending) });
            assert_eq!(
                judge(&names("m0001_a m0002_b m0003_c"), "m0002_b", &names(applied)),
                expected,
                "{applied}"
            );
        };
        check("", Err(Misfit::Pending(2)));
        check("m0001_a", Err(Misfit::Pending(1)));
        check("m0001_a m0003_c", Err(Misfit::Pending(1)));
        check("m0001_a m0002_b", Ok(("", "m0003_c")));
        check("m0001_a m0002_b m0003_c", Ok(("", "")));
        check("m0001_a m0002_b m0003_c m0004_d", Ok(("m0004_d", "")));
        check("m0001_a m0002_b m0003_c m0004_d_needs_m0003", Ok(("m0004_d_needs_m0003", "")));
        let too_new = Err(Misfit::TooNew("m0005_e_needs_m0004".to_owned()));
        check("m0001_a m0002_b m0003_c m0004_d m0005_e_needs_m0004", too_new);
    }

    #[test]
    fn what_is_needed_is_there_and_every_mark_is_of_one_that_is_there() {
        let known = known();
        assert!(known.iter().any(|name| name == NEEDED), "{NEEDED} is no migration");
        assert!(known.is_sorted(), "{known:?}");
        for (at, name) in known.iter().enumerate() {
            if let Some((_, number)) = name.rsplit_once(MARK) {
                assert_eq!(refuse_too_new(&known[..at], std::slice::from_ref(name)), Ok(()), "{number}");
            }
        }
    }
}
