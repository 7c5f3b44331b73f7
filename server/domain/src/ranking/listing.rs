//! Ranks inside each group, and who stands on the red and on the black list.

use super::{Exact, Row, unverified};
use crate::ranking::score::parts;
use crate::rulebook::{BoardRules, ListingMode, ListingRules, UnverifiedRules};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    Red,
    Black,
    /// Ranked, on neither list.
    None,
    /// 样本不足: something was due, too little to compare.
    TooFew,
    /// 无数据: nothing was due.
    NoData,
}

impl Listing {
    pub const ALL: [Listing; 5] = [
        Listing::Red,
        Listing::Black,
        Listing::None,
        Listing::TooFew,
        Listing::NoData,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Listing::Red => "red",
            Listing::Black => "black",
            Listing::None => "none",
            Listing::TooFew => "too_few",
            Listing::NoData => "no_data",
        }
    }
}

pub(super) fn order_and_list(rows: &mut [Row], rules: &BoardRules, unverified: UnverifiedRules) {
    rows.sort_by(|a, b| {
        let unranked = |row: &Row| (row.score.is_none(), row.listing);
        a.group
            .cmp(&b.group)
            .then_with(|| unranked(a).cmp(&unranked(b)))
            .then_with(|| b.score.cmp(&a.score))
            .then_with(|| (&a.code, a.unit).cmp(&(&b.code, b.unit)))
    });
    for group in rows.chunk_by_mut(|a, b| a.group == b.group) {
        let listing = rules.group_listing.get(&group[0].group);
        rank_and_list(group, listing.unwrap_or(&rules.listing), unverified);
    }
}

/// Best first. Ties share a rank and leave a gap behind: 1, 2, 2, 4.
fn rank_and_list(group: &mut [Row], rules: &ListingRules, unverified: UnverifiedRules) {
    let scores: Vec<Exact> = group.iter().map_while(|row| row.score).collect();
    for (row, score) in group.iter_mut().zip(&scores) {
        row.rank = Some(1 + scores.partition_point(|other| other > score) as i64);
        row.listing = listing(*score, &scores, rules);
        // Its place stays empty: nobody moves up because somebody else's work was not looked at.
        if row.listing == Listing::Red && unverified::keeps_off_red(&row.tally, unverified) {
            (row.listing, row.kept_off_red) = (Listing::None, true);
        }
    }
}

/// A subject the rules would put on both lists stands on neither: in a small or an equal group
/// that is who is neither among the best nor among the worst alone.
fn listing(score: Exact, scores: &[Exact], rules: &ListingRules) -> Listing {
    match (is_red(score, scores, rules), is_black(score, scores, rules)) {
        (true, false) => Listing::Red,
        (false, true) => Listing::Black,
        (true, true) | (false, false) => Listing::None,
    }
}

/// A tie at the edge lists all of them, so what counts is the score of the k-th.
fn is_red(score: Exact, scores: &[Exact], rules: &ListingRules) -> bool {
    let k = usize::try_from(rules.k_red).unwrap_or(0).min(scores.len());
    let among_first = k > 0 && score >= scores[k - 1];
    let over_bar = score >= parts(rules.red_bar);
    both_or_one(rules.mode, among_first, over_bar)
}

fn is_black(score: Exact, scores: &[Exact], rules: &ListingRules) -> bool {
    let k = usize::try_from(rules.k_black)
        .unwrap_or(0)
        .min(scores.len());
    let among_last = k > 0 && score <= scores[scores.len() - k];
    let under_bar = score < parts(rules.black_bar);
    both_or_one(rules.mode, among_last, under_bar)
}

fn both_or_one(mode: ListingMode, by_rank: bool, by_bar: bool) -> bool {
    match mode {
        ListingMode::Rank => by_rank,
        ListingMode::Threshold => by_bar,
        ListingMode::Both => by_rank && by_bar,
    }
}
