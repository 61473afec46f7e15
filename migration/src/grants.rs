//! What the role of servers, workers and commands may do in the database: exactly what they need, given in one
//! transaction, and looked at afterwards.
//!
//! The audit trail is added to and read; the history of migrations is read. Tables that a later migration makes are
//! covered by default privileges of their owner. Nothing here makes a role, or changes one.

use std::fmt;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement,
};

/// What the role may do with a table that no rule below is about.
const USUAL: &[&str] = &["SELECT", "INSERT", "UPDATE", "DELETE"];
/// What it may do with tables that are not changed, or not by it.
const FEWER: [(&str, &[&str]); 2] =
    [("audit_event", &["SELECT", "INSERT"]), ("seaql_migrations", &["SELECT"])];
/// All that can be done with a table on PostgreSQL 15.
const ALL: [&str; 7] = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];
/// Those that can be given for single columns, too.
const OF_COLUMNS: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "REFERENCES"];

/// Why nothing was granted, or not all.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// There is no such role.
    #[error("there is no role {0}; create it first: CREATE ROLE {0} LOGIN PASSWORD '…'")]
    NoRole(String),
    /// What a superuser may do cannot be limited.
    #[error(
        "{0} is a superuser, and may do everything whatever is granted; name the role that servers connect as"
    )]
    Superuser(String),
    /// What an owner may do cannot be limited.
    #[error(
        "{role} owns the tables, or belongs to {owner}, which does, and may do everything whatever is granted; \
         servers and workers need a role of their own"
    )]
    Owner {
        /// Who was named.
        role: String,
        /// Whose the tables are.
        owner: String,
    },
    /// We own nothing there.
    #[error("the tables belong to {owner}, and {role} cannot grant anything on them; run this as {owner}")]
    NotOwner {
        /// Who we are.
        role: String,
        /// Whose the tables are.
        owner: String,
    },
    /// All was granted, and yet the role may do more or less.
    #[error("the privileges of {role} are not right, although all were granted:{faults}")]
    Wrong {
        /// The role.
        role: String,
        /// What is wrong.
        faults: Faults,
    },
    /// The database did not answer.
    #[error("the privileges could not be granted")]
    Database(#[from] DbErr),
}

/// What is wrong with the privileges of a role, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

/// The tables, and whose they are.
struct Tables {
    /// Their schema.
    schema: String,
    /// Their owner.
    owner: String,
    /// Their names.
    names: Vec<String>,
}

/// Gives `role` what servers, workers and commands need, and takes from it what they do not. Answers with how many
/// tables it was about. Hold [`crate::upgrade::Lock`] meanwhile: two that change privileges at once fail.
pub async fn grant(db: &DatabaseConnection, role: &str) -> Result<usize, GrantError> {
    let tx = crate::database::write(db).await?;
    let tables = tables(&tx).await?;
    refuse(&tx, role, &tables.owner).await?;
    for statement in statements(role, &tables) {
        tx.execute_unprepared(&statement).await?;
    }
    tx.commit().await?;
    let faults = faults(db, role, &tables).await?;
    if faults.0.is_empty() {
        Ok(tables.names.len())
    } else {
        Err(GrantError::Wrong { role: role.to_owned(), faults })
    }
}

/// What `role` may do with `table`.
fn wanted(table: &str) -> &'static [&'static str] {
    FEWER.iter().find(|(name, _)| *name == table).map_or(USUAL, |(_, privileges)| privileges)
}

/// In one transaction: whoever looks meanwhile finds the old privileges or the new ones.
fn statements(role: &str, tables: &Tables) -> Vec<String> {
    let (role, schema, owner) = (quoted(role), quoted(&tables.schema), quoted(&tables.owner));
    let mut statements = vec![
        format!("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}"),
        format!("GRANT USAGE ON SCHEMA {schema} TO {role}"),
        format!(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT {} ON TABLES TO {role}",
            USUAL.join(", ")
        ),
    ];
    for name in &tables.names {
        let table = format!("{schema}.{}", quoted(name));
        statements.push(format!("REVOKE ALL ON TABLE {table} FROM PUBLIC, {role}"));
        statements.push(format!("GRANT {} ON TABLE {table} TO {role}", wanted(name).join(", ")));
    }
    statements
}

/// A name as SQL takes it whatever it holds.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables of whoever owns the history of migrations, in its schema.
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

/// Refuses a role that nothing can be kept from.
async fn refuse(tx: &DatabaseTransaction, role: &str, owner: &str) -> Result<(), GrantError> {
    let ask = "SELECT rolsuper, pg_has_role(oid, $2, 'MEMBER') FROM pg_roles WHERE rolname = $1";
    let values = [role.into(), owner.into()];
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, ask, values);
    let Some(row) = tx.query_one_raw(ask).await? else { return Err(GrantError::NoRole(role.to_owned())) };
    let (is_superuser, is_owner) = (row.try_get_by_index::<bool>(0)?, row.try_get_by_index::<bool>(1)?);
    match (is_superuser, is_owner) {
        // Every superuser counts as a member of every role.
        (true, _) if role != owner => Err(GrantError::Superuser(role.to_owned())),
        (_, true) => Err(GrantError::Owner { role: role.to_owned(), owner: owner.to_owned() }),
        _ => Ok(()),
    }
}

/// What `role` may do more or less than it should, as the database itself sees it: by whatever way it came to it.
async fn faults(db: &DatabaseConnection, role: &str, tables: &Tables) -> Result<Faults, GrantError> {
    let mut faults = Vec::new();
    let ask = "SELECT has_schema_privilege($1, $2, 'USAGE'), has_schema_privilege($1, $2, 'CREATE'),
                      has_database_privilege($1, current_database(), 'CONNECT'), current_database()::text";
    let row = one(db, ask, &[role, &tables.schema]).await?;
    let (schema, database) = (&tables.schema, row.try_get_by_index::<String>(3)?);
    if !row.try_get_by_index::<bool>(0)? {
        faults.push(format!("it lacks USAGE on schema {schema}: GRANT USAGE ON SCHEMA {schema} TO {role}"));
    }
    if row.try_get_by_index::<bool>(1)? {
        let revoke = format!("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role}");
        faults.push(format!("it may CREATE in schema {schema}: as the owner of the schema run {revoke}"));
    }
    if !row.try_get_by_index::<bool>(2)? {
        faults.push(format!("it may not CONNECT: GRANT CONNECT ON DATABASE {database} TO {role}"));
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
                    faults.push(format!("it may {privilege} {name}: look at the roles that it belongs to"));
                }
                (false, true) => faults.push(format!("it may not {privilege} {name}")),
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
