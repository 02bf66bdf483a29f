package io.infinitic.examples.docs;

import java.util.List;

// tag::workflow-interface
/** What clients call. */
public interface Checkout {

  String checkout(String customer, List<String> items);
}
// end::workflow-interface
