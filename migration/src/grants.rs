//! Privileges of the role that servers, workers and commands use: exactly what they need, granted in one
//! transaction and verified afterwards.
//!
//! The role can only read and append to the audit log, and only read the history of migrations. Default
//! privileges of the tables' owner cover tables that later migrations create. Nothing here creates or changes
//! a role.

use std::fmt;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement,
};

/// The privileges on tables without a rule of their own.
const USUAL: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE"];
/// The privileges on tables that the role must not change freely.
const FEWER: [(&str, &[&str]); 2] =
    [("audit_event", &["SELECT", "INSERT"]), ("seaql_migrations", &["SELECT"])];
/// All table privileges of PostgreSQL 15.
const ALL: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
/// The privileges that can also be granted for single columns.
const OF_COLUMNS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "REFERENCES"];

/// Why nothing was granted, or not everything.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// The role does not exist.
    #[error("the role {0} does not exist; create it first: CREATE ROLE {0} LOGIN PASSWORD '…'")]
    NoRole(String),
    /// The role is a superuser, which cannot be limited.
    #[error("{0} is a superuser and cannot be limited; name the role that servers connect as")]
    Superuser(String),
    /// The role owns the tables, and an owner cannot be limited.
    #[error(
        "{role} owns the tables, itself or as a member of {owner}, so its privileges cannot be limited; \
         servers and workers need a role of their own"
    )]
    Owner {
        /// The role that was named.
        role: String,
        /// The role that owns the tables.
        owner: String,
    },
    /// We do not own the tables.
    #[error("{owner} owns the tables, so {role} cannot grant privileges on them; run this as {owner}")]
    NotOwner {
        /// The role that we are connected as.
        role: String,
        /// The role that owns the tables.
        owner: String,
    },
    /// Everything was granted, but the role has more or fewer privileges than intended.
    #[error("the privileges of {role} are still wrong after granting:{faults}")]
    Wrong {
        /// The role that was named.
        role: String,
        /// The wrong privileges, one line each.
        faults: Faults,
    },
    /// The database failed to execute a statement.
    #[error("the privileges could not be granted")]
    Database(#[from] DbErr),
}

/// Wrong privileges of a role, one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// The tables of our schema and their owner.
struct Tables {
    /// The schema that has the tables.
    schema: String,
    /// The role that owns them.
    owner: String,
    /// Their names, in alphabetical order.
    names: Vec<String>,
}

/// Grants `role` what servers, workers and commands need, and revokes the rest. Returns the number of tables.
/// Hold [`crate::upgrade::Lock`] meanwhile, because two concurrent runs that change privileges fail.
pub async fn grant(db: &DatabaseConnection, role: &str) -> Result<usize, GrantError> {
    let tx = crate::database::write(db).await?;
    let tables = tables(&tx).await?;
    refuse(&tx, role, &tables.owner).await?;
    for statement in statements(role, &tables) {
        tx.execute_unprepared(&statement).await?;
    }
    tx.commit().await?;
    // Asked after the commit: memberships in other roles may give the role what no REVOKE here takes away.
    let faults = faults(db, role, &tables).await?;
    if faults.0.is_empty() {
        Ok(tables.names.len())
    } else {
        Err(GrantError::Wrong { role: role.to_owned(), faults })
    }
}

/// The privileges that the role needs on `table`.
fn wanted(table: &str) -> &'static [&'static str] {
    FEWER.iter().find(|(name, _)| *name == table).map_or(USUAL, |(_, privileges)| privileges)
}

/// The statements to run. They run in one transaction, so other sessions see either the old privileges or the
/// new ones.
fn statements(role: &str, tables: &Tables) -> Vec<String> {
    let (role, schema, owner) = (quoted(role), quoted(&tables.schema), quoted(&tables.owner));
    let mut statements = vec![
        // A database that was upgraded from before PostgreSQL 15 still lets everyone create tables in
        // `public`.
        format!("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
        format!(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT {} ON TABLES TO {role}",
            USUAL.join(", ")
        ),
    ];
    for name in &tables.names {
        let table = format!("{schema}.{}", quoted(name));
        // All of them first, because the role may have more from earlier, or through PUBLIC.
        statements.push(format!("REVOKE ALL ON TABLE {table} FROM PUBLIC, {role}"));
        statements.push(format!("GRANT {} ON TABLE {table} TO {role}", wanted(name).join(", ")));
    }
    statements
}

/// Quotes a name for SQL, whatever it contains.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Finds the schema of the history of migrations, and the tables that the owner of that history has there.
async fn tables(tx: &DatabaseTransaction) -> Result<Tables, GrantError> {
    let ask = "SELECT n.nspname::text, pg_get_userbyid(c.relowner)::text, array_agg(t.relname::text ORDER BY t.relname),
                      current_user::text, pg_has_role(c.relowner, 'USAGE')
               FROM pg_class c
               JOIN pg_namespace n ON n.oid = c.relnamespace
               JOIN pg_class t ON t.relnamespace = n.oid AND t.relowner = c.relowner AND t.relkind IN ('r', 'p')
               WHERE c.oid = to_regclass('seaql_migrations')
               GROUP BY n.nspname, c.relowner";
    let row = one(tx, ask, &[]).await?;
    let tables = Tables {
        schema: row.try_get_by_index(0)?,
        owner: row.try_get_by_index(1)?,
        names: row.try_get_by_index(2)?,
    };
    if row.try_get_by_index(4)? {
        Ok(tables)
    } else {
        Err(GrantError::NotOwner { role: row.try_get_by_index(3)?, owner: tables.owner })
    }
}

/// Refuses a role whose privileges cannot be limited.
async fn refuse(tx: &DatabaseTransaction, role: &str, owner: &str) -> Result<(), GrantError> {
    let ask = "SELECT rolsuper, pg_has_role(oid, $2, 'MEMBER') FROM pg_roles WHERE rolname = $1";
    let values = [role.into(), owner.into()];
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, ask, values);
    let Some(row) = tx.query_one_raw(ask).await? else { return Err(GrantError::NoRole(role.to_owned())) };
    let (is_superuser, is_owner) = (row.try_get_by_index::<bool>(0)?, row.try_get_by_index::<bool>(1)?);
    match (is_superuser, is_owner) {
        // A superuser counts as a member of every role.
        (true, _) if role != owner => Err(GrantError::Superuser(role.to_owned())),
        (_, true) => Err(GrantError::Owner { role: role.to_owned(), owner: owner.to_owned() }),
        _ => Ok(()),
    }
}

/// Lists privileges that `role` has or lacks wrongly, as the database itself evaluates them, including those
/// inherited from other roles.
async fn faults(db: &DatabaseConnection, role: &str, tables: &Tables) -> Result<Faults, GrantError> {
    let mut faults = Vec::new();
    let ask = "SELECT has_schema_privilege($1, $2, 'USAGE'), has_schema_privilege($1, $2, 'CREATE'),
                      has_database_privilege($1, current_database(), 'CONNECT'), current_database()::text";
    let row = one(db, ask, &[role, &tables.schema]).await?;
    let (schema, database) = (&tables.schema, row.try_get_by_index::<String>(3)?);
    if !row.try_get_by_index::<bool>(0)? {
        faults
            .push(format!("it lacks USAGE on schema {schema}; run GRANT USAGE ON SCHEMA {schema} TO {role}"));
    }
    if row.try_get_by_index::<bool>(1)? {
        let revoke = format!("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}");
        faults.push(format!("it can CREATE in schema {schema}; as the owner of the schema, run {revoke}"));
    }
    if !row.try_get_by_index::<bool>(2)? {
        faults.push(format!("it lacks CONNECT; run GRANT CONNECT ON DATABASE {database} TO {role}"));
    }
    for name in &tables.names {
        let table = format!("{}.{}", quoted(&tables.schema), quoted(name));
        for privilege in ALL {
            let is_wanted = wanted(name).contains(&privilege);
            let ask = if OF_COLUMNS.contains(&privilege) && !is_wanted {
                "SELECT has_table_privilege($1, $2, $3) OR has_any_column_privilege($1, $2, $3)"
            } else {
                "SELECT has_table_privilege($1, $2, $3)"
            };
            let has = one(db, ask, &[role, &table, privilege]).await?.try_get_by_index::<bool>(0)?;
            match (has, is_wanted) {
                (true, false) => {
                    faults.push(format!("it can {privilege} {name}; check its memberships in other roles"));
                }
                (false, true) => faults.push(format!("it cannot {privilege} {name}")),
                _ => {}
            }
        }
    }
    Ok(Faults(faults))
}

async fn one(db: &impl ConnectionTrait, ask: &str, values: &[&str]) -> Result<QueryResult, DbErr> {
    let values = values.iter().map(|value| (*value).into());
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, ask, values)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("no table seaql_migrations: no migration was applied".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_is_added_to_and_the_history_is_read() {
        let tables = Tables {
            schema: "public".to_owned(),
            owner: "o".to_owned(),
            names: ["account", "audit_event", "seaql_migrations"].map(str::to_owned).to_vec(),
        };
        let statements = statements("a\"b", &tables);
        for expected in [
            "REVOKE CREATE ON SCHEMA \"public\" FROM PUBLIC, \"a\"\"b\"",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE \"public\".\"account\" TO \"a\"\"b\"",
            "GRANT SELECT, INSERT ON TABLE \"public\".\"audit_event\" TO \"a\"\"b\"",
            "GRANT SELECT ON TABLE \"public\".\"seaql_migrations\" TO \"a\"\"b\"",
        ] {
            assert!(
                statements.iter().any(|statement| statement == expected),
                "{expected} is not in {statements:?}"
            );
        }
    }
}
