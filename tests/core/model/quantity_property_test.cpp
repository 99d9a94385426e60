// Quantity against a slow reference that does sums on digit strings and so cannot overflow.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "core/model/quantity.h"

namespace tollgate::model {
namespace {

using Digits = std::string;  // a natural number, most significant digit first

Digits trimmed(const Digits& digits) {
  const auto first = digits.find_first_not_of('0');
  return first == Digits::npos ? "0" : digits.substr(first);
}

Digits sum(Digits a, Digits b) {
  const auto width = std::max(a.size(), b.size()) + 1;
  a.insert(0, width - a.size(), '0');
  b.insert(0, width - b.size(), '0');
  int carry = 0;
  for (auto i = width; i-- > 0;) {
    const int digit = (a[i] - '0') + (b[i] - '0') + carry;
    a[i] = static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  return trimmed(a);
}

bool less(const Digits& a, const Digits& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; }

struct Suffix {
  std::string text;
  int tens;
  int doublings;
};

struct Sample {
  std::string whole;
  std::string fraction;
  Suffix suffix;

  std::string text() const { return whole + (fraction.empty() ? "" : "." + fraction) + suffix.text; }

  // In nano units, rounded up, and stopped at 2^63 - 1 units where the suffix is binary.
  Digits nano() const {
    Digits mantissa = trimmed(whole + fraction);
    for (int i = 0; i < suffix.doublings; ++i) mantissa = sum(mantissa, mantissa);
    const int shift = 9 + suffix.tens - static_cast<int>(fraction.size());
    Digits nano = shifted(mantissa, shift);
    const Digits cap = "9223372036854775807000000000";
    return suffix.doublings > 0 && less(cap, nano) ? cap : nano;
  }

 private:
  static Digits shifted(const Digits& digits, int shift) {
    if (shift >= 0) return trimmed(digits + Digits(static_cast<std::size_t>(shift), '0'));
    const auto cut = static_cast<std::size_t>(-shift);
    const Digits padded = Digits(cut + 1, '0') + digits;
    const Digits kept = padded.substr(0, padded.size() - cut);
    const bool inexact = padded.find_first_not_of('0', padded.size() - cut) != Digits::npos;
    return inexact ? sum(kept, "1") : trimmed(kept);
  }
};

rc::Gen<std::string> digits(int most) {
  return rc::gen::resize(most, rc::gen::container<std::string>(rc::gen::inRange('0', static_cast<char>('9' + 1))));
}

rc::Gen<Sample> sample() {
  const auto suffix =
      rc::gen::element<Suffix>(Suffix{"n", -9, 0}, Suffix{"u", -6, 0}, Suffix{"m", -3, 0}, Suffix{"", 0, 0}, Suffix{"k", 3, 0},
                               Suffix{"G", 9, 0}, Suffix{"E", 18, 0}, Suffix{"e-10", -10, 0}, Suffix{"e7", 7, 0},
                               Suffix{"Ki", 0, 10}, Suffix{"Mi", 0, 20}, Suffix{"Ti", 0, 40}, Suffix{"Ei", 0, 60});
  return rc::gen::construct<Sample>(rc::gen::map(digits(11), [](std::string d) { return d + "1"; }), digits(20), suffix);
}

// A number of nano units as a Quantity, digit by digit, so that the reference's numbers need no parser.
Quantity quantity_of(const Digits& nano) {
  Quantity total;
  const Quantity one = Quantity::parse("1n").value();
  for (const char digit : nano) {
    Quantity tenfold;
    for (int i = 0; i < 10; ++i) tenfold = tenfold.plus(total);
    for (char i = '0'; i < digit; ++i) tenfold = tenfold.plus(one);
    total = tenfold;
  }
  return total;
}

RC_GTEST_PROP(QuantityProperty, EqualsTheReference, ()) {
  const auto given = *sample();
  const auto quantity = Quantity::parse(given.text());
  if (less("1" + Digits(38, '0'), given.nano())) {
    RC_ASSERT(!quantity.ok());
    return;
  }
  RC_ASSERT(quantity.ok());
  RC_ASSERT(*quantity == quantity_of(given.nano()));
}

RC_GTEST_PROP(QuantityProperty, ItsTextReadsBackAsItself, ()) {
  const auto quantity = Quantity::parse((*sample()).text());
  RC_PRE(quantity.ok());
  const auto again = Quantity::parse(quantity->to_text());
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == *quantity);
  RC_ASSERT(again->to_text() == quantity->to_text());
}

}  // namespace
}  // namespace tollgate::model
