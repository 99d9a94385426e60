// tollgate: writes, tests and explains policy without a cluster; plans and applies it with one.
//
// Exit status: 0 yes; 1 denied, differences or failed tests; 2 a bad command line or policy; 3 something cannot be reached.

#include <iostream>

#include "cli/options.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);  // C's stdio is not used; streams of reviews go twice as fast
  const tollgate::cli::Action action = tollgate::cli::parse_options(argc, argv);
  const int status = action(std::cout, std::cerr);
  std::cout.flush();
  return std::cout.good() ? status : 2;
}
