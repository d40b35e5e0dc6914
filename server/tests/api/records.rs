//! The records that the samples name, made through the use cases.

use crate::world::{self, MARK, launch, people, plan};
use backend::{
    Actor, Db, approvals, budgets, campaigns, catalogs, costs, files, imports, jobs, leads, lists, methods, notes,
    opportunities, params, period_plans, references, responses, sql, tasks, today,
};
use domain::{
    activity::{ActivityKind, Sharing},
    approval::{AskDraft, Asked},
    budget::BudgetDraft,
    campaign::{DraftInput, IndexQuery, LinkDraft, LinkKind, PlanDraft},
    catalog::{Catalog, CatalogDraft},
    cost::LineDraft,
    import::{ImportCheck, ImportKind},
    lead::Qualify,
    lead_rule::{LeadRuleDraft, LeadRuleKind, Taker},
    list::{ListDraft, ListKind},
    method::{EstimateDraft, InputsDraft},
    metrics::methods::Input,
    note::NoteOn,
    opportunity::{Close, CloseOpportunity, NewOpportunity},
    period_plan::PeriodPlanDraft,
    rate::RateDraft,
    reference::{NormDraft, ReferenceDraft},
    response::ResponseDraft,
    rule::{Field, Op, Rule},
    task::TaskDraft,
    touch::{Outcome, TouchResult},
};

/// Records that the samples name; each changing sample has its own.
pub struct World {
    pub draft: (i64, i64),
    pub doomed_draft: (i64, i64),
    pub running: i64,
    pub to_finish: (i64, i64),
    pub to_undo: (i64, i64),
    /// A campaign that is over, its kind, and a stage of it that the reference funnel knows.
    pub finished: i64,
    pub kind: i64,
    pub norm_stage: i64,
    /// A campaign with an event.
    pub event: i64,
    /// A competitor with an estimate of what they spend, in a year whose methods have inputs.
    pub competitor: i64,
    pub estimate: i64,
    pub money: Money,
    pub files: Files,
    pub stage_campaign: i64,
    pub touches: Vec<i64>,
    pub reopenable: (i64, i64),
    pub leads: Vec<i64>,
    pub opportunities: Vec<i64>,
    /// An opportunity that was won.
    pub closed: (i64, i64),
    pub mapping: (i64, i64),
    pub checked: (i64, i64),
    pub done: (i64, i64),
    pub checking: i64,
    pub list: i64,
    pub person: i64,
    pub stage: i64,
    pub user: i64,
    pub reason: i64,
    pub wide: (i64, i64),
    /// An activity of people who prefer another channel.
    pub parted: (i64, i64),
    pub full: Full,
    pub office: Office,
}

/// Files of a campaign.
pub struct Files {
    /// A version of a file.
    pub version: i64,
    pub doomed: i64,
    /// One that was removed.
    pub removed: i64,
    /// Questions for agreement of the administrator to themself: one to take back, one to answer.
    pub asked: [i64; 2],
}

async fn files_of(db: &Db, admin: &Actor, campaign: i64) -> Files {
    let send = async |name: &str| {
        let mut upload = files::begin(db, admin, (campaign, None, None), name).await.unwrap();
        upload.take(b"words").await.unwrap();
        upload.finish().await.unwrap()
    };
    let kept = send("layout.pdf").await;
    let doomed = send("old.pdf").await;
    let version = world::number(db, &format!("SELECT id FROM document_version WHERE document_id = {kept}")).await;
    let mut asked = [0, 0];
    for id in &mut asked {
        let text = "INSERT INTO agreement (version_id, user_id, name, address, note, asked_by, asked_ms, state) VALUES ($1, $2, '', '', '', $2, 0, 'asked') RETURNING id";
        *id = sql::scalar(&db.write, text, params![version, admin.user_id]).await.unwrap();
    }
    let removed = send("put back.pdf").await;
    files::remove(db, admin, "", removed, 2).await.unwrap();
    Files { version, doomed, removed, asked }
}

/// Costs, budgets and approval.
pub struct Money {
    /// A campaign whose costs are looked at and changed.
    pub campaign: i64,
    /// A closed line: id and version.
    pub closed: (i64, i64),
    pub budget: i64,
    pub doomed_budget: i64,
    /// A plan to be asked about, with its version.
    pub to_ask: (i64, i64),
    /// Requests to decide, to take back, to say something to.
    pub to_decide: i64,
    pub to_withdraw: i64,
    pub to_comment: i64,
    /// Plans of a period.
    pub plan: i64,
    pub doomed_plan: i64,
}

async fn money(db: &Db, admin: &Actor) -> Money {
    let made = async |name: &str| {
        let head = PlanDraft {
            name: name.into(),
            first_day: "2026-12-01".into(),
            last_day: "2026-12-20".into(),
            ..PlanDraft::default()
        };
        let (id, _) = campaigns::save_plan(db, admin, "", &head, MARK).await.unwrap();
        world::add(db, admin, id, vec![world::line("Stand", "100")]).await.unwrap();
        let version: i64 =
            sql::scalar(&db.read, "SELECT version FROM campaign WHERE id = $1", params![id]).await.unwrap();
        (id, version)
    };
    let asked = async |name: &str| {
        let (campaign, version) = made(name).await;
        let ask = AskDraft { of: Asked::Campaign(campaign), version, ..AskDraft::default() };
        approvals::ask(db, admin, "", &ask).await.unwrap()
    };
    let budget = async |name: &str| {
        let draft = BudgetDraft {
            name: name.into(),
            first: "2026-01-01".into(),
            last: "2026-12-31".into(),
            limit: "90000".into(),
            ..BudgetDraft::default()
        };
        budgets::save(db, admin, "", &draft, MARK).await.unwrap()
    };
    let plan = async |name: &str| {
        let draft = PeriodPlanDraft {
            name: name.into(),
            first: "2026-01-01".into(),
            last: "2026-12-31".into(),
            campaigns: vec![made(name).await.0],
            ..PeriodPlanDraft::default()
        };
        period_plans::save(db, admin, "", &draft).await.unwrap()
    };
    let (campaign, _) = made("Costs").await;
    let closed = LineDraft { actual: "90".into(), closed: true, ..world::line("Travel", "80") };
    let closed = world::add(db, admin, campaign, vec![closed]).await.unwrap()[0];
    let rate = RateDraft { currency: "RSD".into(), day: "2026-07-01".into(), foreign: "117".into(), home: "1".into() };
    costs::save_rates(db, admin, "", &[rate], MARK).await.unwrap();
    jobs::drain(db).await.unwrap();
    Money {
        campaign,
        closed,
        budget: budget("Year").await,
        doomed_budget: budget("Gone").await,
        to_ask: made("Ask").await,
        to_decide: asked("Decide").await,
        to_withdraw: asked("Withdraw").await,
        to_comment: asked("Comment").await,
        plan: plan("This year").await,
        doomed_plan: plan("No year").await,
    }
}

/// A campaign of several activities.
pub struct Full {
    pub id: i64,
    pub doomed: (i64, i64),
    pub link: i64,
    pub queue: i64,
    pub emails: i64,
    pub unknown: i64,
    pub step: String,
}

/// What passes between colleagues.
pub struct Office {
    pub tasks: Vec<i64>,
    pub done: i64,
    pub note: i64,
    pub mention: i64,
    pub account: i64,
    pub heir: i64,
    pub lead: i64,
    /// Rules of leads: one to delete, one to raise.
    pub lead_rules: [i64; 2],
    pub item: i64,
    pub view: i64,
    pub list: i64,
}

async fn full(db: &Db, admin: &Actor) -> Full {
    let kind = "SELECT MIN(kind_id) FROM kind_step WHERE fact LIKE 'hand:%'";
    let kind = sql::scalar(&db.read, kind, params![]).await.unwrap();
    let head = PlanDraft { name: "Full".into(), kind, ..PlanDraft::default() };
    let (id, _) = campaigns::save_plan(db, admin, "", &head, MARK).await.unwrap();
    let day = admin.today.to_string();
    let base = DraftInput {
        id: Some(id),
        first_day: day.clone(),
        last_day: (admin.today + chrono::Days::new(9)).to_string(),
        costs: vec![],
        ..plan(&[admin.user_id])
    };
    let add = async |input: DraftInput| campaigns::save_draft(db, admin, "", &input, MARK).await.unwrap();
    let queue = add(DraftInput { sharing: Sharing::Queue, ..base.clone() }).await.activity;
    let emails =
        add(DraftInput { kind: Some(ActivityKind::Email), script: "Hello {name}".into(), ..base.clone() }).await;
    campaigns::launch(db, admin, "", id, emails.version).await.unwrap();
    jobs::drain(db).await.unwrap();
    let doomed = add(base).await;
    let link =
        LinkDraft { campaign: id, kind: LinkKind::Product, name: "FC-220".into(), url: String::new(), other: None };
    let link = campaigns::add_link(db, admin, "", &link).await.unwrap();
    let response = ResponseDraft {
        campaign: id,
        activity: None,
        person: None,
        name: "Somebody".into(),
        contact: String::new(),
        channel: String::new(),
        outcome: Outcome::Interested,
        day: String::new(),
        note: String::new(),
        make_lead: false,
    };
    let unknown = responses::record(db, admin, "", &response).await.unwrap();
    let step = "SELECT s.fact FROM kind_step s JOIN campaign c ON c.kind_id = s.kind_id WHERE c.id = $1 AND s.fact LIKE 'hand:%'";
    let step = sql::scalar(&db.read, step, params![id]).await.unwrap();
    Full { step, id, doomed: (doomed.activity, doomed.activity_version), link, queue, emails: emails.activity, unknown }
}

async fn office(db: &Db, admin: &Actor, person: i64) -> Office {
    let mut made = Vec::new();
    for n in 0..5 {
        let task = TaskDraft { title: format!("T{n}"), due: admin.today.to_string(), ..TaskDraft::default() };
        made.push(tasks::save(db, admin, "", &task, MARK).await.unwrap());
    }
    let done = made.pop().unwrap();
    tasks::finish(db, admin, "", (done, 1), "", MARK).await.unwrap();
    let note = notes::add(db, admin, "", NoteOn::Person(person), "Mine").await.unwrap();
    let mention = notes::add(db, admin, "", NoteOn::Person(person), "Told").await.unwrap();
    sql::execute(&db.write, "INSERT INTO mention (note_id, user_id) VALUES ($1, $2)", params![mention, admin.user_id])
        .await
        .unwrap();
    let account = sql::scalar(
        &db.write,
        "INSERT INTO account (name, name_norm) VALUES ('Hotel', 'hotel') RETURNING id",
        params![],
    )
    .await
    .unwrap();
    // Of somebody whom no other sample touches.
    let text = "INSERT INTO lead (person_id, state, created_day) SELECT MAX(id), 'new', $1 FROM person RETURNING id";
    let lead = sql::scalar(&db.write, text, params![admin.today]).await.unwrap();
    let heir = world::number(
        db,
        "SELECT COALESCE((SELECT id FROM app_user WHERE name = 'salesperson'), (SELECT MAX(id) FROM app_user))",
    )
    .await;
    let item = CatalogDraft {
        catalog: Catalog::Team,
        id: None,
        version: 0,
        name: "Old".into(),
        active: true,
        kind: None,
        subject: domain::attribute::Subject::Person,
        stages: vec![],
        steps: vec![],
        event: false,
    };
    let item = catalogs::save(db, admin, "", &item, MARK).await.unwrap();
    let view = campaigns::save_view(db, admin, "", "Old", &IndexQuery::default()).await.unwrap();
    let rule = Rule::default();
    let list = ListDraft { name: "Blocked".into(), kind: ListKind::Suppression, rule: Some(rule) };
    let list = lists::save(db, admin, "", &list).await.unwrap();
    sql::execute(&db.write, "DELETE FROM list_member WHERE list_id = $1", params![list]).await.unwrap();
    let mut lead_rules = [0, 0];
    for id in &mut lead_rules {
        let nowhere = Rule::condition(Field::Place, Op::Is, "Nowhere");
        let rule = LeadRuleDraft {
            name: "Theirs".into(),
            rule: nowhere,
            taker: Taker::Customer.code(),
            ..LeadRuleDraft::new(LeadRuleKind::Owner)
        };
        *id = leads::admin::save(db, admin, "", &rule, MARK).await.unwrap();
    }
    Office { tasks: made, done, note, mention, account, heir, lead, lead_rules, item, view, list }
}

async fn uploaded(db: &Db, actor: &Actor, name: &str) -> (i64, i64) {
    let mut upload = imports::begin_upload(db, actor, ImportKind::People, "f.csv").await.unwrap();
    upload.take(format!("id,name\n{name},{name}\n").as_bytes()).await.unwrap();
    let id = upload.finish().await.unwrap();
    (id, imports::view(db, actor, id).await.unwrap().version)
}

pub async fn world(db: &Db, admin: &Actor) -> World {
    people(db, admin, 12).await;
    // Half of its days are gone, so that there is work of today and before.
    let week = chrono::Days::new(7);
    let (first, last) = ((admin.today - week).to_string(), (admin.today + week).to_string());
    let input = DraftInput { first_day: first, last_day: last, ..plan(&[admin.user_id]) };
    let saved = async || {
        let drafted = campaigns::save_draft(db, admin, "", &input, MARK).await.unwrap();
        (drafted.id, drafted.version)
    };
    let (draft, doomed_draft) = (saved().await, saved().await);
    let running = launch(db, admin, &input).await;
    let (to_finish, to_undo) = (launch(db, admin, &input).await, launch(db, admin, &input).await);
    let stage_campaign = launch(db, admin, &input).await;
    let (finished, kind, norm_stage) = norms(db, admin, &input).await;
    let plain = input.clone();
    let (competitor, estimate) = methods_of_2028(db, admin).await;
    let full = full(db, admin).await;
    let exhibition = world::number(db, "SELECT MAX(id) FROM campaign_kind").await;
    sql::execute(&db.write, "UPDATE campaign SET kind_id = $1 WHERE id = $2", params![exhibition, stage_campaign])
        .await
        .unwrap();
    let version = async |id: i64| campaigns::view(db, admin, id).await.unwrap().version;
    let touches: Vec<i64> =
        sql::column(&db.read, "SELECT id FROM touch WHERE campaign_id = $1 ORDER BY id", params![running])
            .await
            .unwrap();
    let mut made = Vec::new();
    let mut reopenable = (0, 0);
    for touch in &touches[..7] {
        let now = today::touch(db, admin, *touch).await.unwrap().version;
        let result = TouchResult {
            id: *touch,
            version: now,
            outcome: Outcome::Interested,
            seconds: 1,
            note: String::new(),
            next_day: None,
            make_lead: true,
        };
        let recorded = today::record(db, admin, "", &result).await.unwrap();
        made.extend(recorded.lead);
        reopenable = (recorded.id, recorded.version);
    }
    let mut qualified = Vec::new();
    for lead in &made[..3] {
        let input = Qualify {
            id: *lead,
            version: 1,
            account: String::new(),
            opportunity: true,
            title: String::new(),
            amount: "10".into(),
        };
        qualified.extend(leads::qualify(db, admin, "", &input, MARK).await.unwrap());
    }
    let checked = world::dry_run(db, admin, ImportKind::People, "s", b"id,name\n90,Ninety\n").await;
    let done = world::import(db, admin, ImportKind::People, "s", b"id,name\n91,Ninety one\n").await;
    // Before what is to be found at work, because it waits until all work is done.
    let money = money(db, admin).await;
    let (checking, checking_version) = uploaded(db, admin, "a").await;
    let view = imports::view(db, admin, checking).await.unwrap();
    let targets = view.columns.iter().map(|c| c.target.code()).collect();
    imports::check(
        db,
        admin,
        "",
        &ImportCheck { id: checking, version: checking_version, options: view.options, targets },
    )
    .await
    .unwrap();
    let list = sql::scalar(
        &db.write,
        "INSERT INTO people_list (name, name_norm, kind) VALUES ('L', 'l', 'static') RETURNING id",
        params![],
    )
    .await
    .unwrap();
    let person = world::number(db, "SELECT MIN(id) FROM person").await;
    let deal = NewOpportunity { person, title: "Won".into(), amount: "1".into(), ..NewOpportunity::default() };
    let closed = opportunities::add(db, admin, "", &deal, MARK).await.unwrap();
    let input = CloseOpportunity { id: closed, version: 1, close: Close::Won, amount: "1".into(), note: String::new() };
    let closed_version = opportunities::close(db, admin, "", &input, MARK).await.unwrap();
    let text = "UPDATE person SET best_channel = 'email' WHERE id = (SELECT MIN(id) FROM person)";
    sql::execute(&db.write, text, params![]).await.unwrap();
    let parted = campaigns::save_draft(db, admin, "", &plan(&[admin.user_id]), MARK).await.unwrap();
    World {
        closed: (closed, closed_version),
        parted: (parted.activity, parted.activity_version),
        draft,
        doomed_draft,
        running,
        to_finish: (to_finish, version(to_finish).await),
        to_undo: (to_undo, version(to_undo).await),
        finished,
        kind,
        norm_stage,
        event: event(db, admin, &plain).await,
        competitor,
        estimate,
        money,
        files: files_of(db, admin, running).await,
        stage_campaign,
        touches: touches[7..].to_vec(),
        reopenable,
        leads: made,
        opportunities: qualified,
        mapping: uploaded(db, admin, "b").await,
        checked: (checked.row.id, checked.version),
        done: (done.row.id, done.version),
        checking,
        list,
        person: world::number(db, "SELECT MIN(id) FROM person").await,
        stage: world::number(db, "SELECT MAX(id) FROM pipeline_stage").await,
        user: admin.user_id,
        wide: saved().await,
        full,
        office: office(db, admin, world::number(db, "SELECT MIN(id) FROM person").await).await,
        reason: world::number(db, "SELECT MIN(id) FROM reason WHERE kind = 'disqualified'").await,
    }
}

impl World {
    /// The import whose rejected rows are asked for.
    pub fn file_import(&self) -> i64 {
        self.done.0
    }

    /// The activity whose documents are asked for.
    pub fn file_activity(&self) -> i64 {
        self.full.emails
    }
}

/// A campaign with an event.
async fn event(db: &Db, admin: &Actor, input: &DraftInput) -> i64 {
    let event = DraftInput { kind: Some(ActivityKind::Event), ..input.clone() };
    campaigns::save_draft(db, admin, "", &event, MARK).await.unwrap().id
}

/// A finished campaign, and the reference funnel of its kind.
async fn norms(db: &Db, admin: &Actor, input: &DraftInput) -> (i64, i64, i64) {
    let finished = launch(db, admin, input).await;
    let version: i64 =
        sql::scalar(&db.read, "SELECT version FROM campaign WHERE id = $1", params![finished]).await.unwrap();
    campaigns::finish(db, admin, "", finished, version).await.unwrap();
    let kind: i64 =
        sql::scalar(&db.read, "SELECT kind_id FROM campaign WHERE id = $1", params![finished]).await.unwrap();
    let stage =
        world::number(db, &format!("SELECT id FROM funnel_stage WHERE kind_id = {kind} AND position = 1")).await;
    let all = "SELECT id FROM funnel_stage WHERE kind_id = $1 ORDER BY position";
    let all: Vec<i64> = sql::column(&db.read, all, params![kind]).await.unwrap();
    let norm = |stage| NormDraft { stage, step: "30 %".into(), days: "7".into(), cost: String::new() };
    let stages = all.into_iter().map(norm).collect();
    let draft = ReferenceDraft { kind, valid_from: "2026-01-01".into(), stages, ..ReferenceDraft::default() };
    references::save(db, admin, "", &draft, MARK).await.unwrap();
    (finished, kind, stage)
}

/// Inputs of the budget methods of 2028, and what a competitor is estimated to spend then.
async fn methods_of_2028(db: &Db, admin: &Actor) -> (i64, i64) {
    let inputs = vec![(Input::Revenue, "1000".to_owned()), (Input::RevenueShare, "5".to_owned())];
    methods::save(db, admin, "", &InputsDraft { year: 2028, version: 0, inputs }, MARK).await.unwrap();
    let draft = CatalogDraft::new(Catalog::Competitor, "NordKühl");
    let competitor = catalogs::save(db, admin, "", &draft, MARK).await.unwrap();
    let draft =
        EstimateDraft { year: 2028, competitor: Some(competitor), amount: "500".into(), source: "Report".into() };
    (competitor, methods::estimate(db, admin, "", &draft, MARK).await.unwrap())
}
