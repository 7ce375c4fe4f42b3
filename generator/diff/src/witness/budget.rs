//! The steps that the searches for values of a comparison may take.

use crate::parallel;
use samples::Work;

/// The maximum number of steps of all searches of a comparison.
const STEPS: usize = 400_000_000;

/// The number of steps that is divided among the searches that ask the same kind of question, and
/// the least and greatest share of one search.
const SHARED_STEPS: usize = 60_000_000;
const LEAST_STEPS: usize = 300_000;
const MOST_STEPS: usize = 1_000_000;

/// The number of tasks that run at the same time: the same on every machine, so that reports do not
/// depend on the number of processors.
const TASKS_AT_A_TIME: usize = 64;

/// The steps that are left for a comparison.
pub(crate) struct Budget {
    steps_left: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps_left: STEPS }
    }
}

impl Budget {
    /// Runs tasks in parallel, each of which makes a number of searches.
    pub(super) fn run<T: Sync, R: Send>(
        &mut self,
        tasks: &[T],
        search_count: impl Fn(&T) -> usize,
        run: impl Fn(&T, &Work) -> R + Sync,
    ) -> Vec<R> {
        let searches: usize = tasks.iter().map(&search_count).sum();
        let share = (SHARED_STEPS / searches.max(1)).clamp(LEAST_STEPS, MOST_STEPS);
        let mut results = Vec::with_capacity(tasks.len());
        for tasks in tasks.chunks(TASKS_AT_A_TIME) {
            let searches: usize = tasks.iter().map(&search_count).sum();
            let left = self.steps_left / searches.max(1);
            let outcomes = parallel::map_in_parallel(tasks, |task| {
                let work = if left < share {
                    Work::reduced(left)
                } else {
                    Work::of(share)
                };
                (run(task, &work), work.spent())
            });
            for (result, spent) in outcomes {
                self.steps_left = self.steps_left.saturating_sub(spent);
                results.push(result);
            }
        }
        results
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_searches_have_only_the_steps_that_are_left() {
        let mut budget = Budget {
            steps_left: 2 * LEAST_STEPS,
        };
        let tasks = [0; 2 * TASKS_AT_A_TIME];
        let spend_all = |budget: &mut Budget| {
            budget.run(
                &tasks,
                |_| 1,
                |_, work| {
                    let is_reduced = work.is_reduced();
                    work.spend(usize::MAX);
                    is_reduced
                },
            )
        };
        assert!(spend_all(&mut budget).iter().all(|is_reduced| *is_reduced));
        assert_eq!(budget.steps_left, 0);
        let mut budget = Budget::default();
        let first = budget.run(&tasks, |_| 1, |_, work| work.is_reduced());
        assert!(first.iter().all(|is_reduced| !is_reduced));
        assert_eq!(budget.steps_left, STEPS);
    }
}
