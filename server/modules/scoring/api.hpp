// What other modules may use of scoring: schemes and their linter, the tables of a round, results,
// what a change would do, and the bundles and pages that are made of a result.
#pragma once

#include "modules/scoring/bundle.hpp"
#include "modules/scoring/bundle_pages.hpp"
#include "modules/scoring/bundle_words.hpp"
#include "modules/scoring/data.hpp"
#include "modules/scoring/findings.hpp"
#include "modules/scoring/numbers.hpp"
#include "modules/scoring/report.hpp"
#include "modules/scoring/result.hpp"
#include "modules/scoring/scheme.hpp"
#include "modules/scoring/value_columns.hpp"
#include "modules/scoring/what_if.hpp"
