//! The funnel as both are shown: of people through a campaign, and of campaigns through the stages of their kind.

use super::charts::{chart_words, days, opener};
use crate::context::{Page, use_page};
use domain::{
    campaign::Judged,
    metrics::{
        Ratio, Value,
        funnel::{Control, StageCount},
        reference::Verdict,
    },
};
use leptos::prelude::*;
use std::sync::Arc;
use texts::K;
use ui::{
    Glyph, Icon,
    chart::{ChartFrame, Facts, FunnelRow, FunnelWords, Key, Sample, funnel},
};

/// One stage of a funnel.
#[derive(Clone)]
pub struct Stage {
    pub name: String,
    pub count: StageCount,
    pub step: Value,
    pub planned: Option<i64>,
    pub median_doubled: Option<i64>,
    /// What it is held against.
    pub control: Control,
    /// How the step into it stands to the reference funnel, and its tolerance in basis points.
    pub judged: Option<(Judged, i64)>,
    pub to_here_doubled: Option<i64>,
    /// The rows behind it; empty where they stand below.
    pub href: String,
}

impl Stage {
    fn counts(&self, of: K) -> [(K, i64); 6] {
        let c = self.count;
        [
            (of, c.entered),
            (K::FunnelPassed, c.passed),
            (K::FunnelSucceeded, c.succeeded),
            (K::FunnelFailed, c.failed),
            (K::FunnelOpen, c.open),
            (K::FunnelJoined, c.joined),
        ]
    }

    /// Days from the stage before beside the usual ones; without a norm those in this stage.
    fn median(&self, page: Page) -> String {
        let t = page.t;
        match &self.judged {
            Some((judged, _)) => {
                let here = self.to_here_doubled.map_or_else(|| t.t(K::CommonDash).to_owned(), |d| days(page, d));
                let usual = t.f(K::FunnelNormDays, &[("n", &t.int(judged.days))]);
                if judged.days > 0 { format!("{here} · {usual}") } else { here }
            }
            None => self.median_doubled.map_or_else(String::new, |d| days(page, d)),
        }
    }

    fn row(&self, page: Page, of: K, first: bool) -> FunnelRow {
        let (t, l) = (page.t, page.l);
        let mut lines: Vec<_> = self.counts(of).map(|(name, n)| (t.t(name).to_owned(), t.int(n))).to_vec();
        if let Some(planned) = self.planned {
            lines.insert(1, (t.t(K::FunnelPlanned).to_owned(), t.int(planned)));
        }
        FunnelRow {
            name: self.name.clone(),
            entered: self.count.entered,
            label: t.int(self.count.entered),
            planned: self.planned,
            planned_label: self.planned.map_or_else(String::new, |p| t.f(K::FunnelOfPlanned, &[("n", &t.int(p))])),
            step: match self.step {
                Value::Share(ratio) if !first => Some(ratio.scaled(10_000)),
                _ => None,
            },
            step_label: if first { String::new() } else { l.value(self.step) },
            norm: self
                .judged
                .as_ref()
                .filter(|_| !first)
                .map(|(judged, tolerance)| (judged.norm.scaled(10_000), *tolerance)),
            against: self
                .judged
                .as_ref()
                .filter(|_| !first)
                .map_or_else(String::new, |(judged, _)| against(page, judged)),
            short: self.judged.as_ref().filter(|_| !first).map_or_else(String::new, |(judged, _)| short(page, judged)),
            better: self.judged.as_ref().and_then(|(judged, _)| better(judged.verdict)),
            open: self
                .judged
                .as_ref()
                .is_some_and(|(judged, _)| matches!(judged.verdict, Verdict::Early | Verdict::Few)),
            joined: if self.count.joined > 0 { format!("+{}", t.int(self.count.joined)) } else { String::new() },
            median: self.median(page),
            lines,
            href: self.href.clone(),
        }
    }
}

fn better(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Better => Some(true),
        Verdict::Worse => Some(false),
        Verdict::Early | Verdict::Few | Verdict::Within => None,
    }
}

/// The deviation with its arrow; of a step that is not judged yet, from when it is.
fn short(page: Page, judged: &Judged) -> String {
    let (t, l) = (page.t, page.l);
    match judged.verdict {
        Verdict::Early => judged.from.map_or_else(String::new, |day| t.f(K::FunnelFrom, &[("day", &l.day_short(day))])),
        Verdict::Few => t.t(K::FunnelFew).to_owned(),
        Verdict::Within | Verdict::Better | Verdict::Worse => against(page, judged),
    }
}

/// A deviation from the norm in points and in a word; why there is no judgement where there is none.
fn against(page: Page, judged: &Judged) -> String {
    let (t, l) = (page.t, page.l);
    let points = judged.off.map(|off| {
        let tenths = off.scaled(1000);
        let sign = if tenths > 0 { "+" } else { "" };
        t.f(K::FunnelPp, &[("points", &format!("{sign}{}", t.decimal(tenths, 1, 1)))])
    });
    let word = match judged.verdict {
        Verdict::Early => {
            return judged.from.map_or_else(
                || t.t(K::FunnelEarly).to_owned(),
                |day| t.f(K::FunnelEarlyFrom, &[("day", &l.day_short(day))]),
            );
        }
        Verdict::Few => return t.t(K::FunnelFew).to_owned(),
        Verdict::Within => t.t(K::FunnelWithin).to_owned(),
        Verdict::Better => format!("▲ {}", t.t(K::CommonBetter)),
        Verdict::Worse => format!("▼ {}", t.t(K::CommonWorse)),
    };
    points.map_or(word.clone(), |points| format!("{points}  {word}"))
}

/// The stages as a table; columns without a value anywhere are left out.
fn facts(page: Page, of: K, stages: &[Stage]) -> Facts {
    let (t, l) = (page.t, page.l);
    let (planned, norm) = (stages.iter().any(|s| s.planned.is_some()), stages.iter().any(|s| s.control.days > 0));
    let control = stages.iter().any(|s| s.control.percent > 0);
    let set = |n: i64| if n > 0 { t.int(n) } else { String::new() };
    let whole = |n: Option<i64>| n.map_or_else(String::new, |n| t.int(n));
    let mut heads = vec![K::FunnelStage];
    let mut rows: Vec<Vec<String>> = stages.iter().map(|s| vec![s.name.clone()]).collect();
    let mut column = |head: K, cell: &dyn Fn(usize, &Stage) -> String| {
        heads.push(head);
        for (n, (row, stage)) in rows.iter_mut().zip(stages).enumerate() {
            row.push(cell(n, stage));
        }
    };
    column(of, &|_, s| t.int(s.count.entered));
    if planned {
        column(K::FunnelPlanned, &|_, s| whole(s.planned));
    }
    column(K::FunnelStep, &|n, s| if n == 0 { String::new() } else { l.value(s.step) });
    if control {
        column(K::FunnelControl, &|n, s| if n == 0 { String::new() } else { set(s.control.percent) });
    }
    column(K::FunnelPassed, &|_, s| t.int(s.count.passed));
    column(K::FunnelSucceeded, &|_, s| t.int(s.count.succeeded));
    column(K::FunnelFailed, &|_, s| t.int(s.count.failed));
    column(K::FunnelOpen, &|_, s| t.int(s.count.open));
    column(K::FunnelJoined, &|_, s| t.int(s.count.joined));
    column(K::FunnelMedian, &|_, s| s.median_doubled.map_or_else(String::new, |d| days(page, d)));
    if stages.iter().any(|s| s.judged.is_some()) {
        column(K::ReferenceTitle, &|_, s| {
            s.judged.as_ref().map_or_else(String::new, |(judged, _)| l.value(Value::Share(judged.norm)))
        });
        column(K::FunnelAgainst, &|n, s| {
            s.judged.as_ref().filter(|_| n > 0).map_or_else(String::new, |(judged, _)| against(page, judged))
        });
        column(K::FunnelHereDays, &|_, s| s.to_here_doubled.map_or_else(String::new, |d| days(page, d)));
    }
    if norm {
        column(K::CatalogDays, &|_, s| set(s.control.days));
    }
    Facts { heads: heads.into_iter().map(|k| t.t(k).to_owned()).collect(), rows }
}

/// The chart. `of` names what moves through the stages, in the plural; from `least` of it on a step tells something.
#[component]
pub fn StageFunnel(
    stages: Vec<Stage>,
    of: K,
    least: i64,
    title: String,
    subtitle: String,
    file: String,
) -> impl IntoView {
    let page = use_page();
    let t = page.t;
    let known = stages.iter().any(|s| s.judged.is_some());
    let words = FunnelWords {
        stage: t.t(K::FunnelStage).to_owned(),
        people: t.t(of).to_owned(),
        step: t.t(K::FunnelStep).to_owned(),
        joined: t.t(K::FunnelJoined).to_owned(),
        against: if known { t.t(K::FunnelAgainst).to_owned() } else { String::new() },
        median: t.t(if known { K::FunnelHereDays } else { K::FunnelMedian }).to_owned(),
    };
    let rows: Vec<FunnelRow> = stages.iter().enumerate().map(|(n, stage)| stage.row(page, of, n == 0)).collect();
    let facts = facts(page, of, &stages);
    let missed = missed(page, least, &stages);
    let planned = stages.iter().any(|s| s.planned.is_some());
    let name = t.t(if planned { K::ChartActual } else { of }).to_owned();
    let mut keys = vec![Key { sample: Sample::Fill("s1"), name }];
    if planned {
        keys.insert(0, Key { sample: Sample::Outline, name: t.t(K::ChartPlanned).to_owned() });
    }
    if known {
        keys.push(Key { sample: Sample::Fill("band"), name: t.t(K::FunnelReferenceKey).to_owned() });
        keys.push(Key { sample: Sample::Fill("imm"), name: t.t(K::FunnelEarly).to_owned() });
    }
    let mirrored = page.is_rtl();
    let draw = Arc::new(move |width: u32| funnel(width, &words, &rows, mirrored));
    view! { <ChartFrame title subtitle keys facts words=chart_words(page) file width=1120 draw mirrored open=opener()/>{missed} }
}

/// Stages that miss what they are held against.
fn missed(page: Page, least: i64, stages: &[Stage]) -> Option<AnyView> {
    let (t, l) = (page.t, page.l);
    let mut lines = Vec::new();
    for stage in stages.iter().skip(1).filter(|s| s.control.is_missed(s.step, least)) {
        let control = t.percent(Ratio { numerator: stage.control.percent, denominator: 100 }, 0);
        let words = [("stage", stage.name.as_str()), ("share", &l.value(stage.step)), ("control", &control)];
        lines.push(t.f(K::FunnelMissed, &words));
    }
    for stage in stages.iter().filter(|s| s.control.is_slow(s.median_doubled)) {
        let median = days(page, stage.median_doubled.unwrap_or(0));
        let words = [("stage", stage.name.as_str()), ("median", &median), ("usual", &t.int(stage.control.days))];
        lines.push(t.f(K::FunnelSlow, &words));
    }
    let line = |words: String| view! { <li class="flex items-center gap-1.5"><span class="text-warn"><Icon glyph=Glyph::Warn size=14/></span><span class="num">{words}</span></li> };
    let lines: Vec<_> = lines.into_iter().map(line).collect();
    (!lines.is_empty()).then(|| view! { <ul class="mt-3 space-y-1 text-sm" data-missed="">{lines}</ul> }.into_any())
}
