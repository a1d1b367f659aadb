//! From where EM stopped to the maximum next to it.

use super::Optimum;
use crate::mixture::curvature::Curvature;
use crate::mixture::data::Data;
use crate::mixture::e_step::EStepError;
use crate::mixture::iterate::Iterate;
use crate::mixture::method::{Acceleration, Assignment, Method};
use crate::mixture::squarem::{distance, rounding};

/// Newton steps towards a maximum at the most, each time.
const NEWTON_STEPS: usize = 8;
/// Steps of SQUAREM towards a maximum at the most.
const SQUAREM_STEPS: usize = 1000;
/// Close enough to a maximum: a step would raise ℓ per observation by less than this.
const REFINED: f64 = 1e-14;
/// Close enough where the second derivatives are not known: an iteration of EM moves θ by less than
/// this, in units of the complete data's information.
const STILL: f64 = 1e-9;

/// Returns whether the method has a form that SQUAREM accelerates.
pub(super) fn can_accelerate(method: &Method) -> bool {
    method.assignment == Assignment::Soft
}

/// Returns the method with longer steps.
pub(super) fn accelerated(method: Method) -> Method {
    Method { acceleration: Acceleration::Squarem, ..method }
}

/// An optimum on its way to the maximum next to where EM stopped, as exactly as numbers allow;
/// where there is none, it stays where EM stopped.
#[derive(Clone, Debug)]
pub(super) struct Refining {
    pub(super) optimum: Optimum,
    at: Iterate,
    newton_left: usize,
    squarem_left: usize,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Newton,
    Squarem,
    Done,
}

impl Refining {
    pub(super) fn new(optimum: Optimum) -> Self {
        let at = optimum.best.last.clone();
        let method = at.method();
        let stage = match (Curvature::is_of(method), can_accelerate(method)) {
            (true, _) => Stage::Newton,
            (false, true) => Stage::Squarem,
            (false, false) => Stage::Done,
        };
        Self { optimum, at, newton_left: NEWTON_STEPS, squarem_left: SQUAREM_STEPS, stage }
    }

    pub(super) fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Goes on by a Newton step, or by this many steps of SQUAREM.
    pub(super) fn advance(&mut self, data: Data, steps: usize) -> Result<(), EStepError> {
        match self.stage {
            Stage::Newton => self.newton(data)?,
            Stage::Squarem => self.squarem(data, steps),
            Stage::Done => {}
        }
        if self.is_done() {
            self.optimum.best.last = self.at.clone();
        }
        Ok(())
    }

    fn newton(&mut self, data: Data) -> Result<(), EStepError> {
        let is_equal = self.at.method().equal_variances;
        let curvature = Curvature::at(data, self.at.theta(), self.at.expectation(), is_equal)?;
        self.optimum.smallest_eigenvalue = Some(curvature.smallest());
        self.stage = Stage::Done;
        // At a saddle or on a ridge there is no maximum to go to.
        if !curvature.is_maximum() || curvature.gain() < REFINED || self.newton_left == 0 {
            return Ok(());
        }
        self.newton_left -= 1;
        if let Some(theta) = curvature.newton_step(self.at.theta()) {
            let next = self.at.at_theta(theta, data)?;
            if next.objective() >= self.at.objective() - rounding(&self.at) {
                self.at = next;
                self.stage = Stage::Newton;
                return Ok(());
            }
        }
        // Too far away for Newton: EM's longer steps never go astray.
        if self.squarem_left > 0 {
            self.stage = Stage::Squarem;
        }
        Ok(())
    }

    fn squarem(&mut self, data: Data, steps: usize) {
        let method = **self.at.method();
        let mut at = self.at.restarted(accelerated(method));
        for _ in 0..steps {
            let next = at.next(data).ok().filter(|_| self.squarem_left > 0);
            let em = method.m_step(at.expectation(), at.theta());
            let is_still = em.is_ok_and(|em| distance(at.theta(), &em) < STILL);
            let Some(next) = next.filter(|_| !is_still) else {
                self.squarem_left = 0;
                break;
            };
            self.squarem_left -= 1;
            at = next;
        }
        self.at = at.restarted(method);
        if self.squarem_left == 0 {
            let is_known = Curvature::is_of(&method);
            self.newton_left = NEWTON_STEPS;
            self.stage = if is_known { Stage::Newton } else { Stage::Done };
        }
    }
}
