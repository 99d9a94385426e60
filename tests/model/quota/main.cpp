// The model test of the quota protocol (docs/quota-proof.md).
//
//   quota_model [--runs N] [--steps N] [--seed N] [--ablation NAME] [--trace] [--threads N]
//
// Plays the protocol, which must not break, then each ablation, which must. With --ablation or --seed only that. The last line
// is `ok: …` or `FAILED: …`, the exit status accordingly.

#include "tests/model/quota/report.h"

int main(int argc, char** argv) {
  const auto request = tollgate::model_test::read_arguments(argc, argv);
  if (!request) return 2;
  return tollgate::model_test::report(*request) ? 0 : 1;
}
