//! What stands still whoever changes a line: plans that wait for a decision, and campaigns that are closed.

use super::{row::Row, save::Change};
use crate::{Error, Result, approvals, sql, sql::Params};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeSet, HashMap};

/// Refuses changes of what is planned for a campaign that waits for approval, and of the part that a closed one bears. `sharing` are
/// all campaigns that the lines concern, `home` the one they are of.
///
/// # Errors
/// `State`.
pub(super) async fn still(
    db: &impl ConnectionTrait,
    home: i64,
    sharing: &BTreeSet<i64>,
    changes: &[Change],
    stored: &HashMap<i64, Row>,
    shares: &Shares,
) -> Result<()> {
    for waiting in approvals::waiting(db, sharing).await? {
        keeps_plan(changes.iter().filter(|change| concerns(change, waiting, home, shares)), stored, shares)?;
    }
    for closed in closed(db, sharing).await?.into_iter().filter(|closed| *closed != home) {
        if changes.iter().any(|change| concerns(change, closed, home, shares) && !keeps_shares(change, shares)) {
            return Err(Error::State("shares with a closed campaign"));
        }
    }
    Ok(())
}

pub(super) type Shares = HashMap<i64, Vec<(i64, u32)>>;

/// Whether a change is about the costs of a campaign: that of the line, or one that bears a part of it, before or after.
fn concerns(change: &Change, campaign: i64, home: i64, shares: &Shares) -> bool {
    let before = change.of().and_then(|(id, _)| shares.get(&id));
    let after = if let Change::Put { line, .. } = change { Some(&line.shares) } else { None };
    campaign == home || before.into_iter().chain(after).flatten().any(|(bearer, _)| *bearer == campaign)
}

/// Whether a line is borne by the same campaigns as before, in the same parts.
fn keeps_shares(change: &Change, shares: &Shares) -> bool {
    let Change::Put { id: Some(id), line, .. } = change else { return false };
    let before = shares.get(id).map_or(&[][..], Vec::as_slice);
    before.len() == line.shares.len() && before.iter().all(|share| line.shares.contains(share))
}

/// Those of the campaigns about which was decided for good.
async fn closed(db: &impl ConnectionTrait, campaigns: &BTreeSet<i64>) -> Result<Vec<i64>> {
    let mut params = Params::default();
    let list = sql::list(&mut params, campaigns.iter().copied());
    sql::column(db, &format!("SELECT campaign_id FROM closing WHERE campaign_id IN ({list})"), params.0).await
}

/// Refuses changes of what is planned, while somebody decides about it; what is committed and paid goes on.
fn keeps_plan<'a>(
    changes: impl Iterator<Item = &'a Change>,
    stored: &HashMap<i64, Row>,
    shares: &Shares,
) -> Result<()> {
    for change in changes {
        let same = match change {
            Change::Put { id: Some(id), line, .. } => stored.get(id).is_some_and(|row| {
                row.article == line.article
                    && row.planned_minor == line.amounts.planned
                    && row.quantity_milli == line.quantity_milli
                    && row.currency == line.currency.code()
                    && row.activity_id == line.activity
                    && line.day.is_none_or(|day| day == row.day)
                    && keeps_shares(change, shares)
            }),
            _ => false,
        };
        if !same {
            return Err(Error::State("waits for approval"));
        }
    }
    Ok(())
}
