#include "core/model/gpu_units.h"

#include <gtest/gtest.h>

namespace tollgate::model {
namespace {

TEST(GpuUnits, ReadsWholeNumbersFractionsAndDecimals) {
  EXPECT_EQ(GpuUnits::parse("8").value(), GpuUnits::gpus(8));
  EXPECT_EQ(GpuUnits::parse("1/7").value() * 7, GpuUnits::gpus(1));
  EXPECT_EQ(GpuUnits::parse("2/4").value(), GpuUnits::parse("0.5").value());
  EXPECT_EQ(GpuUnits::parse("2.25").value() * 4, GpuUnits::gpus(9));
  EXPECT_EQ(GpuUnits::parse("0").value(), GpuUnits{});
}

TEST(GpuUnits, KnowsEveryShareHardwareHas) {
  for (const std::int64_t shares : {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 32, 48, 64, 100}) {
    EXPECT_EQ(GpuUnits::parse("1/" + std::to_string(shares)).value() * shares, GpuUnits::gpus(1)) << shares;
  }
}

TEST(GpuUnits, RefusesTheRest) {
  for (const char* text :
       {"", "-1", "1/0", "1/17", "/7", "1/", "1.2345678", "0.123", "x", "8 ", "1e3", "9999999999999999999", "1000001"}) {
    EXPECT_EQ(GpuUnits::parse(text).error().code, ErrorCode::kInvalid) << text;
  }
}

TEST(GpuUnits, SumsAndProductsStopAtTheLimitInsteadOfWrapping) {
  EXPECT_TRUE((GpuUnits::unlimited() + GpuUnits::gpus(1)).is_unlimited());
  EXPECT_TRUE((GpuUnits::gpus(1) * std::numeric_limits<std::int64_t>::max()).is_unlimited());
  EXPECT_LT(GpuUnits{} - GpuUnits::unlimited() - GpuUnits::unlimited(), GpuUnits{});
}

TEST(GpuUnits, ReadsLikeAPersonWouldWriteIt) {
  EXPECT_EQ(GpuUnits::gpus(8).to_text(), "8");
  EXPECT_EQ(GpuUnits::parse("2/7").value().to_text(), "2/7");
  EXPECT_EQ(GpuUnits::parse("3.5").value().to_text(), "3 1/2");
  EXPECT_EQ((GpuUnits{} - GpuUnits::parse("1/4").value()).to_text(), "-1/4");
  EXPECT_EQ(GpuUnits::unlimited().to_text(), "unlimited");
}

TEST(GpuUnits, ReadsBackWhatItWrote) {
  for (const GpuUnits gpus :
       {GpuUnits{}, GpuUnits::gpus(8), GpuUnits::units(1), GpuUnits::parse("2/7").value(), GpuUnits::parse("3.5").value(),
        GpuUnits{} - GpuUnits::parse("2.25").value(), GpuUnits::gpus(5'000'000), GpuUnits::unlimited()}) {
    EXPECT_EQ(GpuUnits::from_text(gpus.to_text()).value(), gpus) << gpus.to_text();
  }
  for (const char* text : {"", "-", "x", "1/0", "1/17", "1 ", " 1/2", "1 1", "1/2 1", "1 -1/2", "2.5"}) {
    EXPECT_EQ(GpuUnits::from_text(text).error().code, ErrorCode::kInvalid) << text;
  }
}

}  // namespace
}  // namespace tollgate::model
