// Turns a described struct into a constant table: kind, limits and fields of every part. These are
// the only templates of the mechanism; reading, writing and documenting walk the tables.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/list.hpp>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/fields.hpp"
#include "kernel/id.hpp"
#include "kernel/page.hpp"
#include "kernel/time.hpp"

namespace pingyi::http {

enum class Kind : std::uint8_t {
    text,
    prose,
    secret,
    integer,
    boolean,
    real,
    id,
    instant,
    day,
    cursor,
    choice,
    list,
    optional,
    change,
    object,
};

/// Names an enumerator on the wire.
struct Choice {
    std::string_view name;
    std::int64_t value;
};

struct Type;

/// A member of a struct: its name on the wire (a trailing "_" is dropped, so that `case_` may be
/// `case`), its type, and where it lies in the object.
struct Field {
    std::string_view name;
    const Type* type;
    void* (*in)(void* object);
};

/// Everything the engine knows of a type. Which members mean something depends on `kind`; ask
/// `kind`, never a pointer, in constant expressions (g++ 12 with UBSan refuses the latter).
struct Type {
    Kind kind;
    std::string_view name{};  ///< C++ name of a struct or enumeration
    std::int64_t min = 0;     ///< code points, value or items
    std::int64_t max = 0;
    bool bounded = false;  ///< has min and max: needed in whatever is read
    const Pattern* pattern = nullptr;
    const Type* item = nullptr;  ///< of a list, optional or change
    std::span<const Field> fields{};
    std::span<const Choice> choices{};
    std::int64_t (*number)(const void*) = nullptr;  ///< of an integer, boolean or choice
    void (*set_number)(void*, std::int64_t) = nullptr;
    void* (*grow)(void*) = nullptr;  ///< adds an item, or fills an optional, and says where it is
    const void* (*at)(const void*, std::size_t) = nullptr;  ///< the i-th item, null past the end
};

inline constexpr std::int64_t whole_max = 9007199254740991;  ///< 2^53 - 1, exact in every client

/// Text as the compiler writes it, e.g. "pingyi::Page<pingyi::units::UnitRow>".
template <class T>
consteval std::string_view cpp_name() {
    const std::string_view all = __PRETTY_FUNCTION__;
    const std::size_t from = all.find("T = ") + 4;
    const std::size_t semicolon = all.find(';', from);
    return all.substr(from,
                      (semicolon == std::string_view::npos ? all.rfind(']') : semicolon) - from);
}

template <class T>
struct Make;
/// The table of T.
template <class T>
inline constexpr Type type_of = Make<T>::type();

namespace detail {

/// Converts to whatever a member wants, to count the members of an aggregate.
struct Anything {
    template <class T>
    operator T() const;  // NOLINT(google-explicit-constructor): converting is its purpose
};
template <class T, std::size_t... I>
consteval bool takes_members(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}

consteval std::string_view wire_name(std::string_view member) {
    return member.ends_with('_') ? member.substr(0, member.size() - 1) : member;
}

template <class T, auto member>
void* member_of(void* object) {
    return &(static_cast<T*>(object)->*member);
}

template <class T, class List>
struct Members;
template <class T, class... D>
struct Members<T, boost::mp11::mp_list<D...>> {
    static constexpr std::size_t count = sizeof...(D);
    static constexpr std::array<Field, count> fields{Field{
        wire_name(D::name), &type_of<std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>>,
        &member_of<T, D::pointer>}...};
};
template <class T>
using MembersOf = Members<
    T, boost::mp11::mp_rename<boost::describe::describe_members<T, boost::describe::mod_public>,
                              boost::mp11::mp_list>>;

template <class T, class List>
struct Choices;
template <class T, class... D>
struct Choices<T, boost::mp11::mp_list<D...>> {
    static constexpr std::array<Choice, sizeof...(D)> all{
        Choice{wire_name(D::name), static_cast<std::int64_t>(D::value)}...};
};
template <class T>
using ChoicesOf =
    Choices<T,
            boost::mp11::mp_rename<boost::describe::describe_enumerators<T>, boost::mp11::mp_list>>;

template <class T>
std::int64_t number(const void* from) {
    return static_cast<std::int64_t>(*static_cast<const T*>(from));
}
template <class T>
void set_number(void* to, std::int64_t value) {
    *static_cast<T*>(to) = static_cast<T>(value);
}

template <class T>
consteval Type list_type(std::int64_t min, std::int64_t max, bool bounded) {
    using Items = std::vector<T>;  // first member of List, and a list by itself in answers
    return {.kind = Kind::list,
            .min = min,
            .max = max,
            .bounded = bounded,
            .item = &type_of<T>,
            .grow = [](void* to) -> void* { return &static_cast<Items*>(to)->emplace_back(); },
            .at = [](const void* from, std::size_t i) -> const void* {
                const auto& items = *static_cast<const Items*>(from);
                return i < items.size() ? &items[i] : nullptr;
            }};
}

template <class T>
consteval Type number_type(Kind kind, std::int64_t min, std::int64_t max, bool bounded) {
    return {.kind = kind,
            .min = min,
            .max = max,
            .bounded = bounded,
            .number = &number<T>,
            .set_number = &set_number<T>};
}

}  // namespace detail

/// Structs and enumerations described with Boost.Describe.
template <class T>
struct Make {
    static_assert(boost::describe::has_describe_members<T>::value ||
                      boost::describe::has_describe_enumerators<T>::value,
                  "describe this type beside its definition: BOOST_DESCRIBE_STRUCT(Name, (), "
                  "(members)) or BOOST_DESCRIBE_ENUM(Name, choices); or use a type of "
                  "kernel/fields.hpp");
    static consteval Type type() {
        if constexpr (std::is_enum_v<T>) {
            Type made = detail::number_type<T>(Kind::choice, 0, 0, true);
            made.name = cpp_name<T>();
            made.choices = detail::ChoicesOf<T>::all;
            return made;
        } else {
            using Members = detail::MembersOf<T>;
            static_assert(Members::count <= 52, "a struct has at most 52 fields: nest some");
            if constexpr (std::is_aggregate_v<T>) {
                static_assert(
                    detail::takes_members<T>(std::make_index_sequence<Members::count>{}) &&
                        !detail::takes_members<T>(std::make_index_sequence<Members::count + 1>{}),
                    "BOOST_DESCRIBE_STRUCT must name every member, and a wire type has no base");
            }
            return {.kind = Kind::object,
                    .name = cpp_name<T>(),
                    .bounded = true,
                    .fields = Members::fields};
        }
    }
};
template <std::int64_t Min, std::int64_t Max, const Pattern* pattern>
struct Make<Text<Min, Max, pattern>> {
    static_assert(0 <= Min && Min <= Max);
    static consteval Type type() {
        return {.kind = Kind::text, .min = Min, .max = Max, .bounded = true, .pattern = pattern};
    }
};
template <std::int64_t Min, std::int64_t Max>
struct Make<Prose<Min, Max>> {
    static_assert(0 <= Min && Min <= Max);
    static consteval Type type() {
        return {.kind = Kind::prose, .min = Min, .max = Max, .bounded = true};
    }
};
template <std::int64_t Min, std::int64_t Max>
struct Make<Secret<Min, Max>> {
    static_assert(0 <= Min && Min <= Max);
    static consteval Type type() {
        return {.kind = Kind::secret, .min = Min, .max = Max, .bounded = true};
    }
};
template <>
struct Make<std::string> {
    static consteval Type type() { return {.kind = Kind::text}; }
};
template <std::int64_t Min, std::int64_t Max>
struct Make<Int<Min, Max>> {
    static_assert(-whole_max <= Min && Min <= Max && Max <= whole_max, "beyond ±(2^53 - 1)");
    static consteval Type type() {
        return detail::number_type<std::int64_t>(Kind::integer, Min, Max, true);
    }
};
template <class T>
    requires(std::integral<T> && !std::same_as<T, bool>)
struct Make<T> {
    static consteval Type type() { return detail::number_type<T>(Kind::integer, 0, 0, false); }
};
template <>
struct Make<bool> {
    static consteval Type type() { return detail::number_type<bool>(Kind::boolean, 0, 1, true); }
};
template <>
struct Make<double> {
    static consteval Type type() { return {.kind = Kind::real}; }
};
template <class Entity>
struct Make<Id<Entity>> {
    static_assert(std::is_standard_layout_v<Id<Entity>> && sizeof(Id<Entity>) == sizeof(Uuid));
    static consteval Type type() { return {.kind = Kind::id, .bounded = true}; }
};
template <>
struct Make<Instant> {
    static consteval Type type() { return {.kind = Kind::instant, .bounded = true}; }
};
template <>
struct Make<Day> {
    static consteval Type type() { return {.kind = Kind::day, .bounded = true}; }
};
template <>
struct Make<Cursor> {
    static consteval Type type() { return {.kind = Kind::cursor, .bounded = true}; }
};
template <class T, std::int64_t Max, std::int64_t Min>
struct Make<List<T, Max, Min>> {
    static_assert(0 <= Min && Min <= Max);
    static consteval Type type() { return detail::list_type<T>(Min, Max, true); }
};
template <class T>
struct Make<std::vector<T>> {
    static consteval Type type() { return detail::list_type<T>(0, 0, false); }
};
template <class T>
struct Make<std::optional<T>> {
    static consteval Type type() {
        return {.kind = Kind::optional,
                .bounded = true,
                .item = &type_of<T>,
                .grow = [](void* to) -> void* {
                    return &static_cast<std::optional<T>*>(to)->emplace();
                },
                .at = [](const void* from, std::size_t i) -> const void* {
                    const auto& maybe = *static_cast<const std::optional<T>*>(from);
                    return i == 0 && maybe ? &*maybe : nullptr;
                }};
    }
};
/// `number` is 1 when the field was sent, `set_number` says so, and an empty `at` then means null.
template <class T>
struct Make<Change<T>> {
    static consteval Type type() {
        return {
            .kind = Kind::change,
            .bounded = true,
            .item = &type_of<T>,
            .number = [](const void* from) -> std::int64_t {
                return static_cast<const Change<T>*>(from)->present ? 1 : 0;
            },
            .set_number =
                [](void* to, std::int64_t value) {
                    static_cast<Change<T>*>(to)->present = value != 0;
                },
            .grow = [](void* to) -> void* { return &static_cast<Change<T>*>(to)->value.emplace(); },
            .at = [](const void* from, std::size_t i) -> const void* {
                const auto& maybe = static_cast<const Change<T>*>(from)->value;
                return i == 0 && maybe ? &*maybe : nullptr;
            }};
    }
};

inline constexpr int nesting_max = 12;  ///< where recursive types are cut

/// Levels of arrays and objects that a value of this type can have.
[[nodiscard]] constexpr int depth_of(const Type& type, int left = nesting_max) {
    int below = 0;
    if (left == 0) return 0;
    switch (type.kind) {
        case Kind::object:
            for (const Field& field : type.fields) {
                const int depth = depth_of(*field.type, left - 1);
                below = depth > below ? depth : below;
            }
            return below + 1;
        case Kind::list: return depth_of(*type.item, left - 1) + 1;
        case Kind::optional:
        case Kind::change: return depth_of(*type.item, left);
        default: return 0;
    }
}

/// True when everything below has a limit, as whatever is read must.
[[nodiscard]] constexpr bool is_bounded(const Type& type, int left = nesting_max) {
    if (left == 0) return true;
    if (!type.bounded) return false;
    switch (type.kind) {
        case Kind::object:
            for (const Field& field : type.fields) {
                if (!is_bounded(*field.type, left - 1)) return false;
            }
            return true;
        case Kind::list:
        case Kind::optional:
        case Kind::change: return is_bounded(*type.item, left - 1);
        default: return true;
    }
}

[[nodiscard]] constexpr bool is_scalar(const Type& type) {
    return type.kind != Kind::object && type.kind != Kind::list && type.kind != Kind::optional &&
           type.kind != Kind::change;
}

}  // namespace pingyi::http
