// The pages of the public bundle: HTML without scripts, in both languages.
#pragma once

#include <functional>

#include "kernel/language.hpp"
#include "modules/scoring/bundle.hpp"
#include "platform/html/writer.hpp"

namespace pingyi::scoring {

/// index.html and, under zh/ and en/, index, a page a class, a page a unit, scheme, verify; and
/// style.css. Everything follows from the arguments.
[[nodiscard]] Files pages_of(const Scheme& scheme, const Data& data, const Outcome& outcome,
                             std::string_view result_id);
[[nodiscard]] std::string style();

/// Where the links on a page lead: in a bundle to its files, elsewhere to what the shell of the
/// page has there.
struct Links {
    std::function<std::string(std::string_view code)> of_class;
    std::function<std::string(std::size_t unit)> of_unit;       ///< index into Data::units
    std::function<std::string(std::string_view name)> of_file;  ///< "scheme.yaml"
    /// Where the single records behind a number may be read; null or "" where they may not.
    std::function<std::string(std::string_view evidence)> of_records{};
};
[[nodiscard]] Links links_in_bundle(const Scheme& scheme);

/// What all pages of one language share.
struct Site {
    const Scheme& scheme;
    const Data& data;
    const Outcome& outcome;
    std::string_view result_id;
    Language language = Language::zh;
    Links links;

    [[nodiscard]] const std::string& say(const Words& words) const {
        return language == Language::zh ? words.zh : words.en;
    }
};
struct Frame {
    std::string file;                 ///< "class-1.html"
    Words title;                      ///< in the head
    std::string back = "index.html";  ///< "" on the index
};
[[nodiscard]] std::string framed(const Site& site, const Frame& frame, const html::Writer& main);

/// Ends of the scale of a chart.
struct Axis {
    double low = 0;
    double high = 100;
};
/// Round ends that hold all scores and intervals of a class.
[[nodiscard]] Axis axis_of(const Site& site, std::string_view unit_class);
/// Score and interval as a point on a line; nothing without a score.
void write_bar(html::Writer& out, const Site& site, const UnitResult& result, const Axis& axis);
/// The number of a node as a tree of how it came about.
void write_derivation(html::Writer& out, const Site& site, std::size_t node);

/// What stands inside <main>, from <h1> on.
void write_index(html::Writer& out, const Site& site);
void write_class(html::Writer& out, const Site& site, const UnitClass& of);
/// `meaning` is written below a score, before the facts.
void write_unit(html::Writer& out, const Site& site, const UnitResult& result,
                const std::function<void()>& meaning = {});
void write_scheme(html::Writer& out, const Site& site);
void write_verify(html::Writer& out, const Site& site);

}  // namespace pingyi::scoring
