//! Every row of every table as text, for both databases. Bytes are in hexadecimal.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};

/// The name and the rows of each table that is not empty.
pub(super) async fn dump(db: &DatabaseConnection) -> Vec<(String, Vec<u8>)> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    if is_postgres {
        // Writes what is still in memory to the files, which are searched, too.
        db.execute_unprepared("CHECKPOINT").await.expect("a checkpoint");
    }
    let tables = if is_postgres {
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
    };
    let mut dumped = Vec::new();
    for table in texts(db, tables).await {
        let rows = if is_postgres {
            format!("SELECT row_to_json(t)::text FROM \"{table}\" AS t")
        } else {
            let columns = texts(db, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let columns: Vec<_> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "))
        };
        let rows = texts(db, &rows).await;
        if !rows.is_empty() {
            dumped.push((table, rows.join("\n").into_bytes()));
        }
    }
    dumped
}

async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect("an answer");
    let text = |row: &QueryResult| row.try_get_by_index(0).expect("a text");
    rows.iter().map(text).collect()
}
