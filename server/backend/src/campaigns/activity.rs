//! An activity as its form shows it: what was typed, and what it would do.

use super::{
    Record,
    audience::{self, Seller, Stored},
    draft::read_targets,
};
use crate::{Actor, Db, Result, params, sql, workspace};
use chrono::NaiveDate;
use domain::{
    activity::Sharing,
    audience::Equation,
    campaign::{After, CostDraft, DraftInput, DraftView, Obstacle, Status},
    decimal::write,
    distribution::{Deal, by_time, on_day},
    metrics::{Figure, Plan},
    rights::UseCase,
    workspace::Workspace,
};
use sea_orm::ConnectionTrait;

/// The one activity of a quick campaign, as [`activity`].
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn draft(db: &Db, actor: &Actor, campaign: i64) -> Result<DraftView> {
    actor.may(UseCase::DraftView)?;
    activity(db, actor, audience::first(&db.read, campaign).await?).await
}

/// An activity with what it would do: equation, distribution, cost, obstacles.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn activity(db: &Db, actor: &Actor, id: i64) -> Result<DraftView> {
    actor.may(UseCase::DraftView)?;
    let db = &db.snapshot().await?;
    let mut stored = audience::stored(db, id).await?;
    let record = super::record(db, stored.campaign).await?;
    let workspace = workspace::existing(db).await?;
    let equation = audience::equation(db, &stored, actor.today).await?;
    let days = days(&stored, &record, &workspace);
    if stored.sharing == Sharing::Capacity {
        let shares = shares(db, &stored, &days, actor.today, &workspace).await?;
        for (seller, (_, share)) in stored.sellers.iter_mut().zip(shares) {
            seller.share = share;
        }
    }
    let grid = grid(db, actor, &stored, &record, &equation, days.len()).await?;
    let text = "SELECT article, quantity_milli, price_minor, planned_minor FROM cost_line WHERE activity_id = $1 AND deleted_ms IS NULL AND currency = (SELECT currency FROM workspace WHERE id = 1) ORDER BY position";
    let lines: Vec<(String, i64, i64, i64)> = sql::tuples(db, text, params![id]).await?;
    let targets: Vec<(String, i64)> =
        sql::tuples(db, "SELECT figure, value FROM activity_target WHERE activity_id = $1", params![id]).await?;
    let plan = Plan { cost: lines.iter().map(|(.., total)| total).sum(), targets: read_targets(targets) };
    let siblings = "SELECT id, name FROM activity WHERE campaign_id = $1 AND id <> $2 ORDER BY id";
    Ok(DraftView {
        input: input(&stored, &record, &lines, &plan, &workspace),
        status: stored.state,
        campaign: record.name.clone(),
        campaign_version: record.version,
        campaign_status: record.status()?,
        quick: record.quick,
        obstacles: obstacles(&equation, &stored, &record, days.len(), actor.today),
        equation,
        days,
        grid,
        people_of_sales: workers(db).await?,
        teams: teams(db).await?,
        siblings: sql::tuples(db, siblings, params![stored.campaign, id]).await?,
        line_totals: lines.iter().map(|(.., total)| *total).collect(),
        planned_cost: plan.cost,
        planned: [Figure::Cost, Figure::CostPerLead, Figure::Roi].map(|figure| (figure, plan.value(figure))).to_vec(),
        articles: sql::column(db, "SELECT name FROM cost_article WHERE active ORDER BY position, name", params![])
            .await?,
    })
}

/// Activities with people: name, how many can be reached, of how many on the lists. What was launched is as it was frozen.
pub(crate) async fn reach(
    db: &impl ConnectionTrait,
    campaign: i64,
    today: NaiveDate,
) -> Result<Vec<(String, i64, i64)>> {
    let mut all = Vec::new();
    for stored in audience::all(db, campaign).await?.into_iter().filter(|a| a.kind.has_audience() && a.after.is_none())
    {
        let equation = if stored.state == Status::Draft {
            audience::equation(db, &stored, today).await?
        } else {
            let text = "SELECT equation FROM activity WHERE id = $1";
            let json: Option<String> = sql::scalar(db, text, params![stored.activity]).await?;
            super::results::stored_equation(json.as_deref())?
        };
        all.push((stored.name, equation.contacted(), equation.people));
    }
    Ok(all)
}

/// The working days on which the pieces of an activity may fall.
pub(super) fn days(stored: &Stored, record: &Record, workspace: &Workspace) -> Vec<NaiveDate> {
    stored.range(record).map_or_else(Vec::new, |(first, last)| workspace.working_days.between(first, last))
}

/// Everybody who can be given work, those of sales first.
pub(crate) async fn workers(db: &impl ConnectionTrait) -> Result<Vec<(i64, String)>> {
    let text = format!(
        "SELECT u.id, u.name FROM app_user u WHERE {} ORDER BY CASE u.role WHEN 'salesperson' THEN 0 WHEN 'sales_manager' THEN 1 ELSE 2 END, u.name",
        audience::WORKS
    );
    sql::tuples(db, &text, params![]).await
}

/// Teams with those of their people who can be given work.
async fn teams(db: &impl ConnectionTrait) -> Result<Vec<(String, Vec<i64>)>> {
    let text = format!(
        "SELECT t.name, u.id FROM team t JOIN app_user u ON u.team_id = t.id WHERE t.active AND {} ORDER BY t.position, t.id, u.name",
        audience::WORKS
    );
    let mut teams: Vec<(String, Vec<i64>)> = Vec::new();
    for (name, user) in sql::tuples::<(String, i64)>(db, &text, params![]).await? {
        match teams.last_mut().filter(|(last, _)| *last == name) {
            Some((_, users)) => users.push(user),
            None => teams.push((name, vec![user])),
        }
    }
    Ok(teams)
}

type Grid = Vec<(i64, String, Vec<usize>)>;

/// Pieces by person and day, as the launch would share them out.
async fn grid(
    db: &impl ConnectionTrait,
    actor: &Actor,
    stored: &Stored,
    record: &Record,
    equation: &Equation,
    days: usize,
) -> Result<Grid> {
    let contacted = usize::try_from(equation.contacted()).unwrap_or(0);
    let over = |own: usize| (0..days).map(|day| on_day(own, days, day)).collect::<Vec<_>>();
    match stored.sharing {
        Sharing::Even | Sharing::Split | Sharing::Capacity => {
            let rows = deal(&stored.sellers).grid(contacted, days);
            Ok(stored.sellers.iter().zip(rows).map(|(s, row)| (s.id, s.name.clone(), row)).collect())
        }
        Sharing::Queue => Ok(vec![(0, String::new(), over(contacted))]),
        Sharing::Owner => {
            let counts = audience::by_owner(db, stored, actor.today).await?;
            let nobody = counts.iter().find(|(id, _)| *id == 0).map_or(0, |(_, n)| usize::try_from(*n).unwrap_or(0));
            let mut all: Vec<(i64, usize)> = counts
                .into_iter()
                .filter(|(id, _)| *id != 0)
                .map(|(id, n)| (id, usize::try_from(n).unwrap_or(0)))
                .collect();
            let heirs = if stored.sellers.is_empty() {
                vec![(stored.in_charge(record), nobody)]
            } else {
                let shared = deal(&stored.sellers).counts(nobody);
                stored.sellers.iter().map(|s| s.id).zip(shared).collect()
            };
            for (id, n) in heirs.into_iter().filter(|(_, n)| *n > 0) {
                match all.iter_mut().find(|(known, _)| *known == id) {
                    Some((_, sum)) => *sum += n,
                    None => all.push((id, n)),
                }
            }
            let names = workers(db).await?;
            let name = |id: i64| names.iter().find(|(n, _)| *n == id).map_or_else(String::new, |(_, n)| n.clone());
            Ok(all.into_iter().map(|(id, n)| (id, name(id), over(n))).collect())
        }
    }
}

/// Minutes that a piece of work is reckoned with where its activity says none.
const MINUTES_UNSAID: i64 = 10;

/// Sellers with their shares by the time that each has left in those of `days` that are still to come: what their weeks hold,
/// less what is planned for them till then in other activities and in tasks.
pub(super) async fn shares(
    db: &impl ConnectionTrait,
    stored: &Stored,
    days: &[NaiveDate],
    today: NaiveDate,
    workspace: &Workspace,
) -> Result<Vec<(i64, i64)>> {
    let sellers = || stored.sellers.iter().map(|seller| seller.id);
    let Some(last) = days.last() else { return Ok(sellers().map(|id| (id, 1)).collect()) };
    let week = i64::from(workspace.working_days.bits().count_ones()).max(1);
    let days = i64::try_from(days.iter().filter(|day| **day >= today).count()).unwrap_or(0);
    // Added up row by row: grouping would sort all open work of somebody in memory.
    let text = format!(
        "SELECT u.week_minutes * {days} / {week}
            - (SELECT CAST(COALESCE(SUM(CASE WHEN a.minutes > 0 THEN a.minutes ELSE {MINUTES_UNSAID} END), 0) AS BIGINT) FROM touch t JOIN activity a ON a.id = t.activity_id
               WHERE t.assignee_id = $1 AND t.state = 'planned' AND t.due_day <= $2 AND t.activity_id <> $3)
            - (SELECT CAST(COALESCE(SUM(k.minutes), 0) AS BIGINT) FROM task k WHERE k.owner_id = $1 AND k.state = 'open' AND k.due_day <= $2)
         FROM app_user u WHERE u.id = $1"
    );
    let mut left = Vec::with_capacity(stored.sellers.len());
    for seller in sellers() {
        left.push(sql::scalar(db, &text, params![seller, *last, stored.activity]).await?);
    }
    Ok(sellers().zip(by_time(&left)).collect())
}

/// Keeps shares, so that a launch goes by the same ones from its first piece to its last.
pub(super) async fn keep_shares(db: &impl ConnectionTrait, activity: i64, shares: &[(i64, i64)]) -> Result<()> {
    for (seller, share) in shares {
        let text = "UPDATE activity_seller SET share = $3 WHERE activity_id = $1 AND user_id = $2";
        sql::execute(db, text, params![activity, *seller, *share]).await?;
    }
    Ok(())
}

/// How pieces go round the sellers of an activity.
pub(super) fn deal(sellers: &[Seller]) -> Deal {
    Deal::new(&sellers.iter().map(|s| s.share).collect::<Vec<_>>())
}

/// The form as it was last saved.
fn input(
    stored: &Stored,
    record: &Record,
    lines: &[(String, i64, i64, i64)],
    plan: &Plan,
    workspace: &Workspace,
) -> DraftInput {
    let places = workspace.currency.places();
    let number = |n: i64| if n == 0 { String::new() } else { n.to_string() };
    let day = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    DraftInput {
        id: Some(record.id),
        activity: Some(stored.activity),
        version: stored.version,
        name: stored.name.clone(),
        kind: Some(stored.kind),
        rule: stored.rule.clone(),
        lists: stored.lists.clone(),
        roles: stored.roles,
        prefers: stored.prefers,
        one_each: stored.one_each,
        subject: stored.subject.clone(),
        script: stored.script.clone(),
        first_day: day(stored.first_day),
        last_day: day(stored.last_day),
        minutes: number(stored.minutes),
        skip_days: number(stored.skip_days),
        needs_consent: stored.needs_consent,
        owner: stored.owner,
        priority: stored.priority,
        expected: stored.expected_bp.map(|bp| write(bp, 2)).unwrap_or_default(),
        sharing: stored.sharing,
        sellers: stored.sellers.iter().map(|s| s.id).collect(),
        shares: stored.sellers.iter().map(|s| s.share.to_string()).collect(),
        after: stored.after.map(|(activity, days, answer)| After { activity, days: days.to_string(), answer }),
        costs: lines
            .iter()
            .map(|(article, q, p, _)| CostDraft {
                article: article.clone(),
                quantity: write(*q, 3),
                price: write(*p, places),
            })
            .collect(),
        targets: typed_targets(&plan.targets, places),
    }
}

/// Targets as the form shows them.
pub(super) fn typed_targets(targets: &[(Figure, i64)], places: u32) -> Vec<(Figure, String)> {
    targets.iter().map(|(figure, v)| (*figure, write(*v, if figure.is_money() { places } else { 0 }))).collect()
}

/// What stands in the way of the launch of an activity.
pub(super) fn obstacles(
    equation: &Equation,
    stored: &Stored,
    record: &Record,
    days: usize,
    today: NaiveDate,
) -> Vec<Obstacle> {
    let range = stored.range(record);
    let root = stored.after.is_none();
    let works = stored.kind.has_audience();
    let shared = matches!(stored.sharing, Sharing::Even | Sharing::Split | Sharing::Capacity);
    [
        (root && works && equation.contacted() == 0, Obstacle::NobodyToContact),
        (root && range.is_none(), Obstacle::NoFirstDay),
        (root && works && range.is_some() && days == 0, Obstacle::NoWorkingDay),
        (range.is_some_and(|(_, last)| last < today), Obstacle::Past),
        (works && shared && stored.sellers.is_empty(), Obstacle::NoSeller),
        (stored.kind.is_sent() && stored.script.is_empty(), Obstacle::NoMessage),
    ]
    .into_iter()
    .filter_map(|(there, obstacle)| there.then_some(obstacle))
    .collect()
}
