//! Writing cost lines: all of a change or nothing of it, held against every budget that they belong to.

use super::{
    base::{Based, Days, Rates},
    row::{Row, differing, load, load_shares},
    still::still,
    store::{Dates, Ready, store},
    total::{lock, total},
};
use crate::{
    Act, Actor, Db, Error, Result, act, approvals, begin,
    budgets::guard::{self, Reason, Touch},
    campaigns::Record,
    fold::fold,
    params, sql,
    sql::Params,
    workspace,
};
use chrono::NaiveDate;
use domain::{
    cost::{EDITS_MAX, Line, LineEdit, LineEdits, LinesSaved},
    decimal::DecimalMark,
    fault::{Fault, FieldFault},
    money::Currency,
    rights::UseCase,
    workspace::Workspace,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// One change of a line, read.
pub(crate) enum Change {
    /// A new line, or what the one of this id becomes; the version is what the caller has seen, where anybody has.
    Put {
        id: Option<i64>,
        version: Option<i64>,
        line: Box<Line>,
    },
    Remove {
        id: i64,
        version: Option<i64>,
    },
    Restore {
        id: i64,
        version: i64,
    },
}

impl Change {
    pub(super) fn of(&self) -> Option<(i64, Option<i64>)> {
        match self {
            Change::Put { id, version, .. } => id.map(|id| (id, *version)),
            Change::Remove { id, version } => Some((*id, *version)),
            Change::Restore { id, version } => Some((*id, Some(*version))),
        }
    }
}

/// Stores changes of the lines of one campaign; gives id and version of each.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict` with the other side at `N.FIELD`; `Invalid` with all faults, at `N.FIELD` of the change of
/// that number; `Over` where a budget would be exceeded and nobody said why, or may not; `State` while the plan waits for
/// approval, and where more is committed than was approved allows.
pub async fn save(db: &Db, actor: &Actor, request: &str, input: &LineEdits, mark: DecimalMark) -> Result<LinesSaved> {
    actor.may(UseCase::CostSave)?;
    let workspace = workspace::existing(&db.read).await?;
    let changes = read(input, &workspace, mark)?;
    let act: Act = begin!(db, actor, UseCase::CostSave, request);
    let record = crate::campaigns::record(&act.tx, input.campaign).await?;
    let write = Write { actor, workspace: &workspace, record: &record, reason: Reason::Asked(input.reason.trim()) };
    let saved = apply(&act.tx, &write, changes).await?;
    let detail = match input.reason.trim() {
        "" => format!("{} lines", saved.lines.len()),
        reason => format!("{} lines: {reason}", saved.lines.len()),
    };
    let id = record.id;
    act.finish(saved, "campaign", Some(id), &detail).await
}

fn read(input: &LineEdits, workspace: &Workspace, mark: DecimalMark) -> Result<Vec<Change>> {
    if input.edits.len() > EDITS_MAX {
        return Err(Error::invalid("edits", Fault::TooLarge));
    }
    if input.reason.chars().count() > 500 {
        return Err(Error::invalid("reason", Fault::TooLong));
    }
    let mut faults: Vec<FieldFault> = Vec::new();
    let mut changes = Vec::with_capacity(input.edits.len());
    for (n, edit) in input.edits.iter().enumerate() {
        match edit {
            LineEdit::Put { id, version, line } => match line.read(workspace.currency, mark) {
                Ok(line) => {
                    changes.push(Change::Put { id: *id, version: id.map(|_| *version), line: Box::new(line) });
                }
                Err(found) => faults.extend(found.into_iter().map(|f| at(n, &f.field, f.fault))),
            },
            LineEdit::Remove { id, version } => changes.push(Change::Remove { id: *id, version: Some(*version) }),
            LineEdit::Restore { id, version } => changes.push(Change::Restore { id: *id, version: *version }),
        }
    }
    if faults.is_empty() { Ok(changes) } else { Err(Error::Invalid(faults)) }
}

fn at(n: usize, field: &str, fault: Fault) -> FieldFault {
    FieldFault { field: format!("{n}.{field}"), fault }
}

fn refused(n: usize, field: &str, fault: Fault) -> Error {
    Error::Invalid(vec![at(n, field, fault)])
}

/// Opens a closed line again, so that it can be changed.
///
/// # Errors
/// `Denied`, `NotFound`, `Conflict`; `Invalid` at `reason` without one; `State` for a line that is open.
pub async fn reopen(db: &Db, actor: &Actor, request: &str, id: i64, version: i64, reason: &str) -> Result<i64> {
    actor.may(UseCase::CostReopen)?;
    let reason = domain::fault::text(reason, 500).map_err(|fault| Error::invalid("reason", fault))?;
    let workspace = workspace::existing(&db.read).await?;
    let act: Act = begin!(db, actor, UseCase::CostReopen, request);
    act::claim_version(&act.tx, "cost_line", id, version).await?;
    let stored = load(&act.tx, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    if !stored.closed {
        return Err(Error::State("the line is open"));
    }
    let record = crate::campaigns::record(&act.tx, stored.campaign_id).await?;
    let write = Write { actor, workspace: &workspace, record: &record, reason: Reason::Asked(&reason) };
    let shares = load_shares(&act.tx, &[id]).await?.remove(&id).unwrap_or_default();
    let mut line = stored.line(&shares)?;
    line.amounts.closed = false;
    let opened = Change::Put { id: Some(id), version: None, line: Box::new(line) };
    let text = "UPDATE cost_line SET closed = FALSE WHERE id = $1";
    sql::execute(&act.tx, text, params![id]).await?;
    apply(&act.tx, &write, vec![opened]).await?;
    let now: i64 = sql::scalar(&act.tx, "SELECT version FROM cost_line WHERE id = $1", params![id]).await?;
    act.finish(now, "cost_line", Some(id), &reason).await
}

/// Refuses where money is committed or paid, for what would delete its lines: `owner` is `campaign_id` or `activity_id`.
pub(crate) async fn bound(db: &impl ConnectionTrait, owner: &str, id: i64) -> Result<()> {
    let text = format!(
        "SELECT COUNT(*) FROM cost_line WHERE {owner} = $1 AND deleted_ms IS NULL AND (committed_minor IS NOT NULL OR actual_minor IS NOT NULL)"
    );
    if sql::scalar::<i64>(db, &text, params![id]).await? > 0 {
        return Err(Error::State("money is bound"));
    }
    Ok(())
}

/// Refuses to delete a campaign that bears a part of a line together with others: their parts would no longer be the whole. Shared
/// lines that were removed do not come back after it.
pub(crate) async fn unshared(db: &impl ConnectionTrait, campaign: i64) -> Result<()> {
    let text = "SELECT COUNT(*) FROM cost_share s JOIN cost_line l ON l.id = s.line_id WHERE l.deleted_ms IS NULL AND (s.campaign_id = $1 OR l.campaign_id = $1)";
    if sql::scalar::<i64>(db, text, params![campaign]).await? > 0 {
        return Err(Error::State("costs are shared"));
    }
    let text = "DELETE FROM cost_line WHERE id IN (SELECT line_id FROM cost_share WHERE campaign_id = $1) AND deleted_ms IS NOT NULL";
    sql::execute(db, text, params![campaign]).await?;
    Ok(())
}

/// In whose name and for which campaign lines are written.
pub(crate) struct Write<'a> {
    pub actor: &'a Actor,
    pub workspace: &'a Workspace,
    pub record: &'a Record,
    pub reason: Reason<'a>,
}

/// Writes changes in the transaction of whoever asks.
///
/// # Errors
/// As [`save`].
pub(crate) async fn apply(tx: &DatabaseTransaction, write: &Write<'_>, changes: Vec<Change>) -> Result<LinesSaved> {
    if changes.is_empty() {
        return Ok(LinesSaved::default());
    }
    let campaign = write.record.id;
    let ids: Vec<i64> = changes.iter().filter_map(|change| change.of().map(|(id, _)| id)).collect();
    let shares = load_shares(tx, &ids).await?;
    let wanted = changes
        .iter()
        .filter_map(|change| if let Change::Put { line, .. } = change { Some(&line.shares) } else { None });
    let sharing: BTreeSet<i64> = wanted.chain(shares.values()).flatten().map(|(id, _)| *id).chain([campaign]).collect();
    lock(tx, &sharing).await?;
    // Shares that changed before the lock came with another version of their line.
    let stored = load(tx, &ids).await?;
    check(write, &changes, &stored, &shares)?;
    still(tx, campaign, &sharing, &changes, &stored, &shares).await?;
    let activities = activities(tx, campaign).await?;
    let partners = partners(tx, &changes).await?;
    let (suppliers, made) = suppliers(tx, &changes).await?;
    let mut ready: Vec<Ready> = Vec::new();
    let mut gone: Vec<(i64, bool)> = Vec::new();
    let dates = Dates { write, activities: &activities };
    let mut days: Vec<(Currency, NaiveDate)> = Vec::new();
    let mut put: Vec<(usize, Option<i64>, Line, Days, NaiveDate)> = Vec::new();
    for (n, change) in changes.into_iter().enumerate() {
        match change {
            Change::Put { id, mut line, .. } => {
                if line.activity.is_some_and(|activity| !activities.contains_key(&activity)) {
                    return Err(refused(n, "activity", Fault::Unknown));
                }
                if !line.shares.is_empty() {
                    // The remainder goes to the earliest, then the smaller id.
                    let rank = |campaign: &i64| partners.iter().position(|known| known == campaign);
                    if line.shares.iter().any(|(campaign, _)| rank(campaign).is_none()) {
                        return Err(refused(n, "shares", Fault::Unknown));
                    }
                    line.shares.sort_by_key(|(campaign, _)| rank(campaign));
                    line.activity = None;
                }
                let (own, day) = dates.of(&line, id.and_then(|id| stored.get(&id)));
                days.extend(own.all().into_iter().map(|day| (line.currency, day)));
                put.push((n, id, *line, own, day));
            }
            Change::Remove { id, .. } => gone.push((id, true)),
            Change::Restore { id, .. } => gone.push((id, false)),
        }
    }
    let rates = Rates::load(tx, write.workspace.currency, days).await?;
    for (n, id, line, own, day) in put {
        let based = Based::of(&line.amounts, line.currency, own, &rates).map_err(|error| match error {
            Error::Invalid(faults) => Error::Invalid(faults.into_iter().map(|f| at(n, &f.field, f.fault)).collect()),
            other => other,
        })?;
        ready.push(Ready {
            id,
            currency_day: own.rate,
            day,
            month: write.workspace.calendar.month_of(day).first,
            committed_day: own.committed,
            document_day: own.document,
            supplier: suppliers.get(&fold(&line.supplier)).copied(),
            based,
            line,
        });
    }
    let touches = touches(&ready, &gone, &stored, &shares, write, &activities);
    guard::hold(tx, write.actor, campaign, &touches, write.reason).await?;
    let lines = store(tx, write, &ready, &gone, &stored).await?;
    let touched: BTreeSet<i64> = touches.iter().map(|touch| touch.campaign).collect();
    let months: BTreeSet<NaiveDate> = touches.iter().map(|touch| touch.month).collect();
    total(tx, &touched, &months).await?;
    for other in touched.iter().filter(|other| **other != campaign) {
        let detail = format!("shared with {}", write.record.name);
        act::audit(tx, write.actor, UseCase::CostSave, "campaign", Some(*other), &detail).await?;
    }
    approvals::within(tx, campaign, &touches).await?;
    Ok(LinesSaved { lines, suppliers: made })
}

/// Versions, and what may not be changed at all.
fn check(
    write: &Write<'_>,
    changes: &[Change],
    stored: &HashMap<i64, Row>,
    shares: &HashMap<i64, Vec<(i64, u32)>>,
) -> Result<()> {
    let mut seen = HashSet::new();
    for (n, change) in changes.iter().enumerate() {
        let Some((id, version)) = change.of() else { continue };
        let row = stored.get(&id).filter(|row| row.campaign_id == write.record.id).ok_or(Error::NotFound)?;
        if !seen.insert(id) {
            return Err(refused(n, "article", Fault::AlreadyUsed));
        }
        if version.is_some_and(|version| version != row.version) {
            let now = match change {
                Change::Put { line, .. } => differing(n, line, row, shares.get(&id)),
                _ => Vec::new(),
            };
            return Err(Error::Conflict { version: row.version, now });
        }
        let removed = row.deleted_ms.is_some();
        match change {
            Change::Restore { .. } if !removed => return Err(Error::State("the line is there")),
            Change::Put { .. } | Change::Remove { .. } if removed => return Err(Error::NotFound),
            Change::Put { .. } | Change::Remove { .. } if row.closed => {
                return Err(refused(n, "closed", Fault::Closed));
            }
            Change::Remove { .. } if row.committed_minor.is_some() || row.actual_minor.is_some() => {
                return Err(Error::State("money is bound"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The activities of a campaign: kind and first day.
async fn activities(db: &impl ConnectionTrait, campaign: i64) -> Result<HashMap<i64, (String, Option<NaiveDate>)>> {
    let text = "SELECT id, kind, first_day FROM activity WHERE campaign_id = $1";
    let rows: Vec<(i64, String, Option<NaiveDate>)> = sql::tuples(db, text, params![campaign]).await?;
    Ok(rows.into_iter().map(|(id, kind, day)| (id, (kind, day))).collect())
}

/// Campaigns that share any of the lines: the earliest first, then the smaller id.
async fn partners(db: &impl ConnectionTrait, changes: &[Change]) -> Result<Vec<i64>> {
    let wanted: HashSet<i64> = changes
        .iter()
        .filter_map(|change| if let Change::Put { line, .. } = change { Some(&line.shares) } else { None })
        .flatten()
        .map(|(campaign, _)| *campaign)
        .collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = Params::default();
    let list = sql::list(&mut params, wanted);
    let text = format!("SELECT id FROM campaign WHERE NOT template AND id IN ({list}) ORDER BY sort_day, id");
    sql::column(db, &text, params.0).await
}

/// Organisations by folded name, and the names of those that were made.
async fn suppliers(db: &impl ConnectionTrait, changes: &[Change]) -> Result<(HashMap<String, i64>, Vec<String>)> {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for change in changes {
        if let Change::Put { line, .. } = change
            && !line.supplier.is_empty()
        {
            named.entry(fold(&line.supplier)).or_insert_with(|| line.supplier.clone());
        }
    }
    let mut known: HashMap<String, i64> = HashMap::new();
    let mut made = Vec::new();
    for (key, name) in named {
        let found: Option<i64> =
            sql::maybe(db, "SELECT id FROM account WHERE name_norm = $1", params![key.as_str()]).await?;
        let id = match found {
            Some(id) => id,
            None => {
                made.push(name.clone());
                crate::people::account_by_name(db, &name).await?
            }
        };
        known.insert(key, id);
    }
    Ok((known, made))
}

/// What changes take out of budgets and put back: the parts of each line before and after.
fn touches(
    ready: &[Ready],
    gone: &[(i64, bool)],
    stored: &HashMap<i64, Row>,
    shares: &HashMap<i64, Vec<(i64, u32)>>,
    write: &Write<'_>,
    activities: &HashMap<i64, (String, Option<NaiveDate>)>,
) -> Vec<Touch> {
    let mut all = Vec::new();
    let mut add = |activity: Option<i64>, month: NaiveDate, based: &Based, shares: &[(i64, u32)], sign: i64| {
        let kind = activity.and_then(|id| activities.get(&id)).map(|(kind, _)| kind.clone());
        if shares.is_empty() {
            all.push(Touch { campaign: write.record.id, kind, month, amounts: based.amounts, sign });
            return;
        }
        let weights: Vec<u32> = shares.iter().map(|(_, weight)| *weight).collect();
        for ((campaign, _), part) in shares.iter().zip(based.split(&weights)) {
            all.push(Touch { campaign: *campaign, kind: None, month, amounts: part.amounts, sign });
        }
    };
    let none = Vec::new();
    let of = |row: &Row| shares.get(&row.id).unwrap_or(&none).clone();
    for line in ready {
        if let Some(row) = line.id.and_then(|id| stored.get(&id)) {
            add(row.activity_id, row.month.unwrap_or(row.day), &row.based(), &of(row), -1);
        }
        add(line.line.activity, line.month, &line.based, &line.line.shares, 1);
    }
    for (row, removed) in gone.iter().filter_map(|(id, removed)| Some((stored.get(id)?, *removed))) {
        let sign = if removed { -1 } else { 1 };
        add(row.activity_id, row.month.unwrap_or(row.day), &row.based(), &of(row), sign);
    }
    all
}
