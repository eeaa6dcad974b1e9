//! From an older form of the tables to this program's, step by step.

use crate::file::version;
use crate::refusal::{LedgerError, Result};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::SCHEMA;
    use crate::store::Ledger;
    use std::path::Path;

    /// A made-up second form: events are looked for by kind.
    const SECOND: &str = "CREATE INDEX events_kind ON events(kind, seq)";

    /// A ledger of the first form, as an older program left it: one of its projections is gone today, one
    /// has other columns.
    fn older(path: &Path) -> Connection {
        let connection = Ledger::create(path).unwrap().connection;
        connection
            .execute_batch(
                "INSERT INTO events VALUES(1, 'a', 'correct', 'office', '2013', '2014-01-01T00:00:00Z',
                   '532300', '科', '{}', NULL, NULL, NULL, 1, '', '');
                 CREATE TABLE \"of \"\"old\" (x TEXT) STRICT;
                 DROP TABLE plans;
                 CREATE TABLE plans(line TEXT) STRICT;",
            )
            .unwrap();
        connection
    }

    fn names(connection: &Connection) -> Vec<String> {
        connection
            .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    #[test]
    fn the_list_of_steps_leads_to_the_form_in_force() {
        assert_eq!(SCHEMA, 1 + i64::try_from(MIGRATIONS.len()).unwrap());
    }

    #[test]
    fn a_step_is_taken_once_and_projections_take_their_new_form() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = Ledger::create(&folder.path().join("fresh.db")).unwrap();
        let mut connection = older(&folder.path().join("ledger.db"));
        for _ in 0..2 {
            migrate(&mut connection, &[SECOND]).unwrap();
            assert_eq!(version(&connection).unwrap(), 2);
            let mut expected = names(&fresh.connection);
            expected.push("events_kind".to_owned());
            expected.sort_unstable();
            assert_eq!(names(&connection), expected);
        }
        let events: i64 =
            connection.query_row("SELECT count(*) FROM events", [], |row| row.get(0)).unwrap();
        assert_eq!(events, 1, "events stay");
        migrate(&mut connection, &[SECOND, "CREATE INDEX events_day ON events(on_date)"]).unwrap();
        assert_eq!(version(&connection).unwrap(), 3, "the third form takes only its own step");
    }

    #[test]
    fn steps_are_taken_all_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = older(&folder.path().join("ledger.db"));
        let before = names(&connection);
        migrate(&mut connection, &[SECOND, "CREATE INDEX events_kind ON nothing(x)"]).unwrap_err();
        assert_eq!(version(&connection).unwrap(), 1);
        assert_eq!(names(&connection), before);
    }

    #[test]
    fn a_form_beyond_the_list_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = older(&folder.path().join("ledger.db"));
        migrate(&mut connection, &[SECOND]).unwrap();
        let error = migrate(&mut connection, &[]).unwrap_err();
        assert!(matches!(error, LedgerError::Store { code: "newer", .. }), "{error:?}");
    }
}
