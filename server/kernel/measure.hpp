// How modules hand counts to whoever computes with them: cells of weighted answers, without any
// variance of their own.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string>

#include "kernel/ids.hpp"

namespace pingyi {

/// Where the answers come from. Only a sample has an error of sampling; who took part by choice
/// stands for nobody else.
BOOST_DEFINE_ENUM_CLASS(Basis, census, sample, opt_in)

/// The answers of one unit that fall into one class, stratum, cluster and option. With weight w and
/// value y an answer adds 1, w, w·y and w·y².
struct Cell {
    UnitId unit;
    std::string class_code;  ///< of the unit
    std::string stratum;     ///< "" where there is one
    std::string cluster;     ///< "" where answers do not come in clusters
    std::string option;      ///< of the scale; "" where the measure only counts
    std::int64_t n = 0;
    double w = 0;    ///< Σw
    double wy = 0;   ///< Σw·y
    double wy2 = 0;  ///< Σw·y²
    bool operator==(const Cell&) const = default;
};

}  // namespace pingyi
