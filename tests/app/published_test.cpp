#include "app/published.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace tollgate {
namespace {

auto text(const char* value) { return std::make_shared<const std::string>(value); }

TEST(Published, EveryThreadSeesTheNewestValueOnItsNextRead) {
  Published<std::string> published{text("first")};
  EXPECT_EQ(*published.current(), "first");
  std::jthread{[&] {
    EXPECT_EQ(*published.current(), "first");
    published.publish(text("second"));
    EXPECT_EQ(*published.current(), "second");
  }}.join();
  EXPECT_EQ(*published.current(), "second");
}

TEST(Published, AKeptCopyOutlivesTheReplacement) {
  Published<std::string> published{text("first")};
  const auto kept = published.current();
  published.publish(text("second"));
  EXPECT_EQ(*kept, "first");
}

TEST(Published, TwoObjectsOnOneThreadKeepTheirOwnValues) {
  Published<std::string> one{text("one")};
  Published<std::string> other{text("other")};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*one.current(), "one");
    EXPECT_EQ(*other.current(), "other");
  }
}

}  // namespace
}  // namespace tollgate
