//! Changes of the lines of a campaign, as its grid sends them.

use crate::world::MARK;
use backend::{Actor, Db, costs};
use domain::cost::{LineDraft, LineEdit, LineEdits};

/// The lines of a campaign with one change each, as its grid sends them.
pub async fn change(
    db: &Db,
    actor: &Actor,
    campaign: i64,
    reason: &str,
    mut with: impl FnMut(usize, &mut LineDraft),
) -> backend::Result<domain::cost::LinesSaved> {
    let sheet = costs::sheet(db, actor, campaign).await?;
    let edit = |(n, row): (usize, &domain::cost::LineRow)| {
        let mut line = row.draft(MARK, domain::money::Currency::EUR);
        with(n, &mut line);
        LineEdit::Put { id: Some(row.id), version: row.version, line: Box::new(line) }
    };
    let edits = sheet.lines.iter().enumerate().map(edit).collect();
    costs::save(db, actor, "", &LineEdits { campaign, edits, reason: reason.into() }, MARK).await
}
