// The pages of the public bundle: HTML without scripts, in both languages.
#pragma once

#include "kernel/language.hpp"
#include "modules/scoring/bundle.hpp"
#include "platform/html/writer.hpp"

namespace pingyi::scoring {

/// index.html and, under zh/ and en/, index, a page a class, a page a unit, scheme, verify; and
/// style.css. Everything follows from the arguments.
[[nodiscard]] Files pages_of(const Scheme& scheme, const Data& data, const Outcome& outcome,
                             std::string_view result_id);
[[nodiscard]] std::string style();

/// What all pages of one language share.
struct Site {
    const Scheme& scheme;
    const Data& data;
    const Outcome& outcome;
    std::string_view result_id;
    Language language = Language::zh;

    [[nodiscard]] const std::string& say(const Words& words) const {
        return language == Language::zh ? words.zh : words.en;
    }
    [[nodiscard]] std::string page_of_class(std::string_view code) const;
    [[nodiscard]] std::string page_of_unit(std::size_t unit) const;
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
[[nodiscard]] Axis axis_of(const Site& site, std::string_view unit_class);
void write_bar(html::Writer& out, const Site& site, const UnitResult& result, const Axis& axis);
/// The number of a node as a tree of how it came about.
void write_derivation(html::Writer& out, const Site& site, std::size_t node);

void write_index(html::Writer& out, const Site& site);
void write_class(html::Writer& out, const Site& site, const UnitClass& of);
void write_unit(html::Writer& out, const Site& site, const UnitResult& result);
void write_scheme(html::Writer& out, const Site& site);
void write_verify(html::Writer& out, const Site& site);

}  // namespace pingyi::scoring
