// What the program was asked for, and what it says.

#pragma once

#include <optional>

#include "tests/model/quota/campaign.h"

namespace tollgate::model_test {

struct Request {
  Campaign campaign;
  bool all = true;  // the protocol and every ablation; else one campaign
};

std::optional<Request> read_arguments(int argc, char** argv);

// Prints it; whether all was as it must be.
bool report(const Request& request);

// How many runs an ablation has to break one.
std::uint64_t runs_of(Ablation ablation);

}  // namespace tollgate::model_test
