//! From an older form of the tables to this program's, step by step.

use crate::refusal::{LedgerError, Result};
use crate::store::version;
use crate::timeline::replay;
use rusqlite::{Connection, TransactionBehavior};

/// What leads from each form of the tables to the next; the first leads from 1 to 2. A step may add tables,
/// columns and indices. It leaves the values of events alone: their hashes cover them.
pub(crate) const MIGRATIONS: &[&str] = &[];

/// Takes the steps that a file lacks, all or none, and makes the projections anew: their form is this
/// program's, whatever the older one's was.
pub(crate) fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<()> {
    let newest = 1 + i64::try_from(steps.len()).expect("a list of steps is short");
    if version(connection)? == newest {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another writer may have taken them while this one waited.
    let from = version(&transaction)?;
    let taken = usize::try_from(from - 1).ok().filter(|taken| *taken <= steps.len());
    let Some(taken) = taken else {
        let code = if from > newest { "newer" } else { "damaged" };
        return Err(LedgerError::store(code, format!("user_version = {from}")));
    };
    for (number, step) in (2_i64..).zip(steps).skip(taken) {
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    drop_projections(&transaction)?;
    replay(&transaction)?;
    Ok(transaction.commit()?)
}

/// Drops every table but the events: an older program may have had others than this one knows.
fn drop_projections(connection: &Connection) -> Result<()> {
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name <> 'events' AND name NOT LIKE 'sqlite%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for table in tables {
        connection.execute_batch(&format!("DROP TABLE \"{}\"", table.replace('"', "\"\"")))?;
    }
    Ok(())
}
