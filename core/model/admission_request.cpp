#include "core/model/admission_request.h"

namespace tollgate::model {

Text name_of(Operation operation) {
  switch (operation) {
    case Operation::kCreate: return "CREATE";
    case Operation::kUpdate: return "UPDATE";
    case Operation::kDelete: return "DELETE";
    case Operation::kConnect: return "CONNECT";
  }
  return "CREATE";
}

}  // namespace tollgate::model
