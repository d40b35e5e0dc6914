//! The draft of a quick campaign: who, which activity, when and by whom, at what cost, with what promise.

use crate::{Act, Actor, Db, Error, Result, act, begin, params, people::rules, sql, sql::Params, workspace};
use chrono::NaiveDate;
use domain::{
    audience::Equation,
    campaign::{CostDraft, Draft, DraftInput, DraftView, Obstacle, Status},
    decimal::{DecimalMark, write},
    distribution,
    fault::Fault,
    metrics::{Figure, Plan},
    rights::UseCase,
    rule::{Field, Mode, Op, Rule},
    touch::ActivityKind,
};
use sea_orm::ConnectionTrait;

/// Saves a draft and gives its id and version. Every step of the wizard does, so nothing typed is lost.
///
/// # Errors
/// `Denied`, `Invalid` with all faults, `Conflict`; `State` once it is launched.
pub async fn save_draft(
    db: &Db,
    actor: &Actor,
    request: &str,
    input: &DraftInput,
    mark: DecimalMark,
) -> Result<(i64, i64)> {
    actor.may(UseCase::DraftSave)?;
    let workspace = workspace::existing(&db.read).await?;
    let draft = input.read(workspace.currency, mark).map_err(Error::Invalid)?;
    if let Some(rule) = &input.rule {
        rules::check(&db.read, rule).await?;
    }
    let act: Act = begin!(db, actor, UseCase::DraftSave, request);
    let rule = input.rule.as_ref().map(serde_json::to_string).transpose()?;
    let id = match input.id {
        Some(id) => {
            act::claim_version(&act.tx, "campaign", id, input.version).await?;
            if super::record(&act.tx, id).await?.status()? != Status::Draft {
                return Err(Error::State("launched already"));
            }
            sql::execute(
                &act.tx,
                "UPDATE campaign SET name = $2, first_day = $3, last_day = $4, sort_day = COALESCE($3, sort_day), rule = $5 WHERE id = $1",
                params![id, draft.name.as_str(), draft.first_day, draft.last_day, rule],
            )
            .await?;
            id
        }
        None => create(&act.tx, actor, &draft, rule).await?,
    };
    let activity = save_activity(&act.tx, id, &draft, input.needs_consent).await?;
    replace_parts(&act.tx, actor, id, activity, input, &draft).await?;
    let version: i64 = sql::scalar(&act.tx, "SELECT version FROM campaign WHERE id = $1", params![id]).await?;
    act.finish((id, version), "campaign", Some(id), "draft").await
}

async fn create(db: &impl ConnectionTrait, actor: &Actor, draft: &Draft, rule: Option<String>) -> Result<i64> {
    let kind: i64 = sql::scalar(db, "SELECT MIN(id) FROM campaign_kind", params![]).await?;
    let year = actor.today.format("%Y").to_string();
    let last: Option<String> =
        sql::maybe(db, "SELECT MAX(code) FROM campaign WHERE code LIKE $1", params![format!("C-{year}-%")])
            .await?
            .flatten();
    let number = last.and_then(|code| code.rsplit('-').next().and_then(|n| n.parse::<i64>().ok())).unwrap_or(0) + 1;
    sql::scalar(
        db,
        "INSERT INTO campaign (code, name, kind_id, status, owner_id, first_day, last_day, sort_day, rule) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7, $8) RETURNING id",
        params![
            format!("C-{year}-{number:04}"),
            draft.name.as_str(),
            kind,
            actor.user_id,
            draft.first_day,
            draft.last_day,
            draft.first_day.unwrap_or(actor.today),
            rule
        ],
    )
    .await
}

async fn save_activity(db: &impl ConnectionTrait, campaign: i64, draft: &Draft, needs_consent: bool) -> Result<i64> {
    let existing: Option<i64> =
        sql::maybe(db, "SELECT id FROM activity WHERE campaign_id = $1 ORDER BY id LIMIT 1", params![campaign]).await?;
    let id = match existing {
        Some(id) => id,
        None => {
            sql::scalar(
                db,
                "INSERT INTO activity (campaign_id, kind) VALUES ($1, 'call') RETURNING id",
                params![campaign],
            )
            .await?
        }
    };
    sql::execute(
        db,
        "UPDATE activity SET kind = $2, script = $3, minutes = $4, skip_days = $5, needs_consent = $6 WHERE id = $1",
        params![id, draft.kind.as_str(), draft.script.as_str(), draft.minutes, draft.skip_days, needs_consent],
    )
    .await?;
    Ok(id)
}

async fn replace_parts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    campaign: i64,
    activity: i64,
    input: &DraftInput,
    draft: &Draft,
) -> Result<()> {
    for table in ["source_list", "cost_line", "target"] {
        sql::execute(db, &format!("DELETE FROM {table} WHERE campaign_id = $1"), params![campaign]).await?;
    }
    sql::execute(db, "DELETE FROM activity_seller WHERE activity_id = $1", params![activity]).await?;
    for (position, list) in (0_i64..).zip(&input.lists) {
        let known: Option<i64> = sql::maybe(db, "SELECT id FROM people_list WHERE id = $1", params![*list]).await?;
        known.ok_or_else(|| Error::invalid("lists", Fault::Unknown))?;
        let text =
            "INSERT INTO source_list (campaign_id, list_id, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        sql::execute(db, text, params![campaign, *list, position]).await?;
    }
    for (position, user) in (0_i64..).zip(&input.sellers) {
        let known: Option<i64> =
            sql::maybe(db, "SELECT id FROM app_user WHERE id = $1 AND active", params![*user]).await?;
        known.ok_or_else(|| Error::invalid("sellers", Fault::Unknown))?;
        let text =
            "INSERT INTO activity_seller (activity_id, user_id, position) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        sql::execute(db, text, params![activity, *user, position]).await?;
    }
    let day = draft.first_day.unwrap_or(actor.today);
    for (position, line) in (0_i64..).zip(&draft.costs) {
        sql::execute(
            db,
            "INSERT INTO cost_line (campaign_id, activity_id, position, article, quantity_milli, price_minor, planned_minor, day) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![campaign, activity, position, line.article.as_str(), line.quantity_milli, line.price_minor, line.planned_minor, day],
        )
        .await?;
    }
    for (figure, value) in &draft.targets {
        let text = "INSERT INTO target (campaign_id, figure, value) VALUES ($1, $2, $3) ON CONFLICT (campaign_id, figure) DO UPDATE SET value = excluded.value";
        sql::execute(db, text, params![campaign, figure.as_str(), *value]).await?;
    }
    Ok(())
}

/// Deletes a draft.
///
/// # Errors
/// `Denied`, `Conflict`; `State` once it was launched.
pub async fn delete_draft(db: &Db, actor: &Actor, request: &str, id: i64, version: i64) -> Result<()> {
    let act: Act = begin!(db, actor, UseCase::DraftDelete, request);
    act::claim_version(&act.tx, "campaign", id, version).await?;
    let record = super::record(&act.tx, id).await?;
    let launched: i64 =
        sql::scalar(&act.tx, "SELECT COUNT(*) FROM baseline WHERE campaign_id = $1", params![id]).await?;
    if record.status()? != Status::Draft || launched > 0 {
        return Err(Error::State("launched already"));
    }
    sql::execute(&act.tx, "DELETE FROM campaign WHERE id = $1", params![id]).await?;
    act.finish((), "campaign", Some(id), &record.name).await
}

/// A stored draft as the launch and the page read it.
pub(crate) struct Stored {
    pub activity: i64,
    pub kind: ActivityKind,
    pub script: String,
    pub minutes: i64,
    pub skip_days: i64,
    pub needs_consent: bool,
    pub sellers: Vec<(i64, String)>,
    pub lists: Vec<i64>,
    pub rule: Option<Rule>,
}

pub(crate) async fn stored(db: &impl ConnectionTrait, record: &super::Record) -> Result<Stored> {
    type Activity = (i64, String, String, i64, i64, bool);
    let text = "SELECT id, kind, script, minutes, skip_days, needs_consent FROM activity WHERE campaign_id = $1 ORDER BY id LIMIT 1";
    let (activity, kind, script, minutes, skip_days, needs_consent): Activity =
        sql::tuple(db, text, params![record.id]).await?.ok_or(Error::NotFound)?;
    let text = "SELECT u.id, u.name FROM activity_seller s JOIN app_user u ON u.id = s.user_id WHERE s.activity_id = $1 ORDER BY s.position";
    let sellers = sql::tuples(db, text, params![activity]).await?;
    let lists =
        sql::column(db, "SELECT list_id FROM source_list WHERE campaign_id = $1 ORDER BY position", params![record.id])
            .await?;
    let rule = record.rule.as_deref().map(serde_json::from_str).transpose()?;
    Ok(Stored {
        activity,
        kind: ActivityKind::parse(&kind).unwrap_or(ActivityKind::Call),
        script,
        minutes,
        skip_days,
        needs_consent,
        sellers,
        lists,
        rule,
    })
}

impl Stored {
    /// Where people come from, in order: each list, then the rule.
    pub fn sources(&self) -> Vec<(Option<i64>, Rule)> {
        let lists = self.lists.iter().map(|id| (Some(*id), Rule::condition(Field::List, Op::Is, id.to_string())));
        lists.chain(self.rule.clone().map(|rule| (None, rule))).collect()
    }

    /// The column of a person that the activity is addressed to.
    pub fn address(&self) -> &'static str {
        if self.kind == ActivityKind::Email { "p.email" } else { "p.phone" }
    }

    /// The condition under which a person wants nothing by this kind of activity.
    pub fn opted_out(&self) -> &'static str {
        if self.kind == ActivityKind::Email { "p.do_not_email" } else { "p.do_not_call" }
    }

    /// The terms behind the address as `WHEN` branches over `p`, in the order of the dictionary.
    pub fn later_terms(&self, today: NaiveDate, params: &mut Params) -> String {
        let mut branches = format!("WHEN {} THEN 3", self.opted_out());
        if self.needs_consent {
            branches.push_str(" WHEN p.consent_day IS NULL THEN 4");
        }
        if let Some(since) = u64::try_from(self.skip_days)
            .ok()
            .filter(|n| *n > 0)
            .and_then(|n| today.checked_sub_days(chrono::Days::new(n)))
        {
            branches.push_str(&format!(" WHEN p.last_contact_day > {} THEN 5", params.add(since)));
        }
        branches.push_str(" WHEN p.id IN (SELECT s.person_id FROM list_member s JOIN people_list l ON l.id = s.list_id WHERE l.kind = 'suppression') THEN 6");
        branches
    }
}

/// The equation as it stands now, in one statement for the people and one a source for the memberships.
pub(super) async fn equation(db: &impl ConnectionTrait, stored: &Stored, today: NaiveDate) -> Result<Equation> {
    let sources = stored.sources();
    if sources.is_empty() {
        return Ok(Equation::from_counts(0, &[]));
    }
    let mut memberships = 0;
    for (_, rule) in &sources {
        let checked = rules::check(db, rule).await?;
        let mut params = Params::default();
        let condition = checked.condition(&mut params);
        memberships +=
            sql::scalar::<i64>(db, &format!("SELECT COUNT(*) FROM live_person p WHERE {condition}"), params.0).await?;
    }
    let union = Rule::Group { mode: Mode::Any, of: sources.into_iter().map(|(_, rule)| rule).collect() };
    let checked = rules::check(db, &union).await?;
    let mut params = Params::default();
    let later = stored.later_terms(today, &mut params);
    let condition = checked.condition(&mut params);
    let address = stored.address();
    let text = format!(
        "SELECT term, COUNT(*) FROM (
            SELECT CASE WHEN address IS NOT NULL AND place > 1 THEN 1 WHEN address IS NULL THEN 2 {later} ELSE 0 END AS term
            FROM (SELECT p.id, {address} AS address, p.do_not_call, p.do_not_email, p.consent_day, p.last_contact_day,
                  ROW_NUMBER() OVER (PARTITION BY {address} ORDER BY p.id) AS place
                  FROM live_person p WHERE {condition}) p
        ) t GROUP BY term"
    );
    let counts: Vec<(i32, i64)> = sql::tuples(db, &text, params.0).await?;
    let counts: Vec<(i64, i64)> = counts.into_iter().map(|(term, n)| (term.into(), n)).collect();
    Ok(Equation::from_counts(memberships, &counts))
}

/// A draft with what it would do: equation, distribution, cost, obstacles.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn draft(db: &Db, actor: &Actor, id: i64) -> Result<DraftView> {
    actor.may(UseCase::DraftView)?;
    let record = super::record(&db.read, id).await?;
    let stored = stored(&db.read, &record).await?;
    let workspace = workspace::existing(&db.read).await?;
    let equation = equation(&db.read, &stored, actor.today).await?;
    let days = match (record.first_day, record.last_day) {
        (Some(first), Some(last)) => workspace.working_days.between(first, last),
        _ => Vec::new(),
    };
    let contacted = usize::try_from(equation.contacted()).unwrap_or(0);
    let grid = distribution::grid(contacted, stored.sellers.len(), days.len());
    let grid = stored.sellers.iter().cloned().zip(grid).map(|((id, name), row)| (id, name, row)).collect();
    let people_of_sales = sql::tuples(
        &db.read,
        "SELECT id, name FROM app_user WHERE active AND role NOT IN ('analyst', 'viewer') ORDER BY CASE role WHEN 'salesperson' THEN 0 WHEN 'sales_manager' THEN 1 ELSE 2 END, name",
        params![],
    )
    .await?;
    let lines: Vec<(String, i64, i64, i64)> = sql::tuples(
        &db.read,
        "SELECT article, quantity_milli, price_minor, planned_minor FROM cost_line WHERE campaign_id = $1 ORDER BY position",
        params![id],
    )
    .await?;
    let plan = plan(&db.read, id).await?;
    let places = workspace.currency.places();
    let input = DraftInput {
        id: Some(id),
        version: record.version,
        name: record.name.clone(),
        kind: Some(stored.kind),
        rule: stored.rule.clone(),
        lists: stored.lists.clone(),
        script: stored.script.clone(),
        first_day: record.first_day.map(|d| d.to_string()).unwrap_or_default(),
        last_day: record.last_day.map(|d| d.to_string()).unwrap_or_default(),
        minutes: if stored.minutes == 0 { String::new() } else { stored.minutes.to_string() },
        skip_days: if stored.skip_days == 0 { String::new() } else { stored.skip_days.to_string() },
        needs_consent: stored.needs_consent,
        sellers: stored.sellers.iter().map(|(id, _)| *id).collect(),
        costs: lines
            .iter()
            .map(|(article, q, p, _)| CostDraft {
                article: article.clone(),
                quantity: write(*q, 3),
                price: write(*p, places),
            })
            .collect(),
        targets: plan
            .targets
            .iter()
            .map(|(figure, v)| (*figure, write(*v, if figure.is_money() { places } else { 0 })))
            .collect(),
    };
    let obstacles = obstacles(&equation, &record, days.len(), stored.sellers.len(), actor.today);
    let planned = [Figure::Cost, Figure::CostPerLead, Figure::Roi].map(|figure| (figure, plan.value(figure))).to_vec();
    Ok(DraftView {
        input,
        status: record.status()?,
        equation,
        days,
        grid,
        people_of_sales,
        line_totals: lines.iter().map(|(.., total)| *total).collect(),
        planned_cost: plan.cost,
        planned,
        obstacles,
    })
}

pub(super) fn obstacles(
    equation: &Equation,
    record: &super::Record,
    days: usize,
    sellers: usize,
    today: NaiveDate,
) -> Vec<Obstacle> {
    let dated = record.first_day.is_some() && record.last_day.is_some();
    [
        (equation.contacted() == 0, Obstacle::NobodyToContact),
        (!dated, Obstacle::NoFirstDay),
        (dated && days == 0, Obstacle::NoWorkingDay),
        (record.last_day.is_some_and(|last| last < today), Obstacle::Past),
        (sellers == 0, Obstacle::NoSeller),
    ]
    .into_iter()
    .filter_map(|(there, obstacle)| there.then_some(obstacle))
    .collect()
}

/// The plan of a draft.
pub(super) async fn plan(db: &impl ConnectionTrait, campaign: i64) -> Result<Plan> {
    let cost: i64 = sql::scalar(
        db,
        "SELECT CAST(COALESCE(SUM(planned_minor), 0) AS BIGINT) FROM cost_line WHERE campaign_id = $1",
        params![campaign],
    )
    .await?;
    let targets: Vec<(String, i64)> =
        sql::tuples(db, "SELECT figure, value FROM target WHERE campaign_id = $1", params![campaign]).await?;
    Ok(Plan { cost, targets: read_targets(targets) })
}

pub(super) fn read_targets(stored: Vec<(String, i64)>) -> Vec<(Figure, i64)> {
    let found: Vec<(Figure, i64)> =
        stored.into_iter().filter_map(|(figure, value)| Some((Figure::parse(&figure)?, value))).collect();
    Figure::TARGETS.into_iter().filter_map(|figure| found.iter().find(|(f, _)| *f == figure).copied()).collect()
}
