package io.infinitic.examples.docs;

import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import java.util.List;

/** A cart that lives until it is checked out. */
public interface Cart {

  // tag::running-interface
  /** Starts the run; returns when the cart was paid. */
  String shop(String customer);

  /** Returns the total after it. */
  int add(String item);

  void checkOut();

  // end::running-interface

  /** Adds two items at a time. */
  int addBoth(String one, String other);

  // tag::query-interface
  @Query
  List<String> items();

  // end::query-interface

  /** A query that is none. */
  @Query
  int countQueries();

  // tag::validator-interface
  @Validator("add")
  void checkAdd(String item);
  // end::validator-interface
}
