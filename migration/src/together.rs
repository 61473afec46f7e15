//! Several writes that take effect together or not at all, in as few round trips as the database allows.
//!
//! On PostgreSQL they are one statement that commits by itself. On SQLite, which has no round trips, they run
//! one by one in a transaction. The caller says what is written; this module knows no table.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, DeleteMany,
    EntityTrait, IdenStatic, Iterable, QueryTrait, UpdateMany, Value,
    sea_query::{
        CommonTableExpression, DeleteStatement, DynIden, Expr, InsertStatement, IntoIden, Query,
        SelectStatement, SubQueryStatement, UpdateStatement, WithClause, WithQuery, sea_value_to_json_value,
    },
};

use crate::database;

/// The name of the rows that the deciding write has changed.
const DECIDED: &str = "decided";

/// A write that happens only if the deciding write has changed a row.
#[derive(Clone, Debug)]
pub enum Write {
    /// Inserts a row.
    Insert(NewRow),
    /// Updates rows.
    Update(UpdateStatement),
    /// Deletes rows.
    Delete(DeleteStatement),
}

/// A row to insert, with its table.
#[derive(Clone, Debug)]
pub struct NewRow {
    table: DynIden,
    columns: Vec<DynIden>,
    values: Vec<Value>,
}

impl<E: EntityTrait> From<UpdateMany<E>> for Write {
    fn from(update: UpdateMany<E>) -> Self {
        Self::Update(update.into_query())
    }
}

impl<E: EntityTrait> From<DeleteMany<E>> for Write {
    fn from(delete: DeleteMany<E>) -> Self {
        Self::Delete(delete.into_query())
    }
}

impl Write {
    /// Inserts a row whose columns are all set.
    #[must_use]
    pub fn insert<E: EntityTrait>(row: &impl ActiveModelTrait<Entity = E>) -> Self {
        let values = E::Column::iter().filter_map(|column| Some((column, row.get(column).into_value()?)));
        let (columns, values) = values.map(|(column, value)| (column.into_iden(), value)).unzip();
        Self::Insert(NewRow { table: E::default().into_iden(), columns, values })
    }
}

/// A row in the form that PostgreSQL's `json_populate_record` reads. A column that is not set is left out,
/// and becomes null.
#[must_use]
pub fn to_json<E: EntityTrait>(row: &impl ActiveModelTrait<Entity = E>) -> serde_json::Value {
    let columns = E::Column::iter().filter_map(|column| {
        let value = match row.get(column).into_value()? {
            Value::Bytes(Some(bytes)) => hex(&bytes).into(),
            Value::ChronoDateTimeUtc(Some(at)) => at.to_rfc3339().into(),
            value => sea_value_to_json_value(&value),
        };
        Some((column.as_str().to_owned(), value))
    });
    serde_json::Value::Object(columns.collect())
}

/// Bytes in the text form that PostgreSQL reads, e.g. `\x00ff`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    "\\x".chars().chain(digits.filter_map(|digit| char::from_digit(digit.into(), 16))).collect()
}

/// A part of a PostgreSQL statement that inserts the rows that are JSON in the column `json` of `from`, and
/// returns their IDs.
#[must_use]
pub fn insert_from_json<E: EntityTrait>(json: &str, from: &str) -> String {
    let table = E::default();
    let (table, columns) = (table.table_name(), E::Column::iter().map(|column| column.as_str().to_owned()));
    let columns: Vec<_> = columns.collect();
    let (names, read) = (columns.join(", "), columns.join(", its."));
    format!(
        "INSERT INTO {table} ({names}) SELECT its.{read} \
         FROM {from} CROSS JOIN LATERAL json_populate_record(NULL::{table}, {from}.{json}) AS its RETURNING id"
    )
}

impl NewRow {
    fn insert(self) -> InsertStatement {
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns);
        insert.values_panic(self.values.into_iter().map(Expr::val)).take()
    }

    fn insert_if(self, condition: Expr) -> InsertStatement {
        let mut row = Query::select();
        row.exprs(self.values.into_iter().map(Expr::val)).and_where(condition);
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns);
        insert.select_from(row).expect("a value for each column").take()
    }
}

/// Runs `deciding` and, if it changes a row, `following`. Returns whether it did.
pub async fn if_changed<E: EntityTrait>(
    db: &DatabaseConnection,
    deciding: UpdateMany<E>,
    following: impl IntoIterator<Item = Write>,
) -> Result<bool, DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        let statement = in_one_statement(deciding, following, []);
        return Ok(db.query_one(&statement).await?.is_some());
    }
    let tx = database::write(db).await?;
    let changed = one_by_one(&tx, deciding, following).await?.is_some();
    tx.commit().await?;
    Ok(changed)
}

/// The statement for PostgreSQL. It returns the rows that `deciding` has changed, and evaluates `calls` for
/// each of them, in order.
///
/// All writes see the rows as they were before the statement, so no two of them may affect the same row.
/// `deciding` runs first, and locks its row before the others lock theirs.
#[must_use]
pub fn in_one_statement<E: EntityTrait>(
    deciding: UpdateMany<E>,
    following: impl IntoIterator<Item = Write>,
    calls: impl IntoIterator<Item = Expr>,
) -> WithQuery {
    let mut with = WithClause::new();
    let mut deciding = deciding.into_query();
    with.cte(part(DECIDED, deciding.returning_all().take()));
    // Each of the other writes reads this, so PostgreSQL runs the deciding write and locks its row first.
    let was_changed = || Expr::exists(Query::select().expr(Expr::cust("1")).from(DECIDED).take());
    for (index, write) in following.into_iter().enumerate() {
        let write: SubQueryStatement = match write {
            Write::Insert(row) => row.insert_if(was_changed()).into(),
            Write::Update(mut update) => update.and_where(was_changed()).take().into(),
            Write::Delete(mut delete) => delete.and_where(was_changed()).take().into(),
        };
        with.cte(part(format!("following_{index}"), write));
    }
    let mut select = Query::select();
    select.expr(Expr::cust("decided.*")).exprs(calls).from(DECIDED);
    with.query(select)
}

/// A statement for PostgreSQL that makes `writes` and evaluates the selection `calls`, all or nothing. The
/// order of the parts is undefined, and no two of them may affect the same row.
#[must_use]
pub fn with_calls(writes: impl IntoIterator<Item = SubQueryStatement>, calls: SelectStatement) -> WithQuery {
    let mut with = WithClause::new();
    for (index, write) in writes.into_iter().enumerate() {
        with.cte(part(format!("write_{index}"), write));
    }
    with.query(calls)
}

/// The equivalent of [`in_one_statement`] for SQLite, without calls. Returns the row that `deciding` has
/// changed.
pub async fn one_by_one<E: EntityTrait>(
    tx: &DatabaseTransaction,
    deciding: UpdateMany<E>,
    following: impl IntoIterator<Item = Write>,
) -> Result<Option<E::Model>, DbErr> {
    let Some(changed) = deciding.exec_with_returning(tx).await?.pop() else { return Ok(None) };
    for write in following {
        match write {
            Write::Insert(row) => tx.execute(&row.insert()).await?,
            Write::Update(update) => tx.execute(&update).await?,
            Write::Delete(delete) => tx.execute(&delete).await?,
        };
    }
    Ok(Some(changed))
}

fn part(name: impl Into<String>, query: impl Into<SubQueryStatement>) -> CommonTableExpression {
    CommonTableExpression::new().table_name(name.into()).query(query).to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_written_as_postgresql_reads_them() {
        assert_eq!(super::hex(&[0, 9, 10, 171, 255]), "\\x00090aabff");
        assert_eq!(super::hex(&[]), "\\x");
    }
}
