package io.infinitic.examples.docs;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A workflow whose methods share its fields. */
public class CartImpl extends Workflow implements Cart {

  private final Shop shop = newService(Shop.class);
  private int queries;

  // tag::running-class
  private final List<String> items = new ArrayList<>();
  private int total;
  private boolean checkedOut;

  @Override
  public String shop(String customer) {
    await(() -> checkedOut); // meanwhile other methods run
    return shop.charge(customer, total);
  }

  @Override
  public int add(String item) {
    int price = shop.price(item); // here other methods may change the fields
    total += price;
    items.add(item);
    return total;
  }

  @Override
  public void checkOut() {
    checkedOut = true;
  }

  // end::running-class

  @Override
  public int addBoth(String one, String other) {
    // tag::own-method
    Cart self = getWorkflowById(Cart.class, getWorkflowId());
    Deferred<Integer> first = dispatch(self::add, one);
    Deferred<Integer> second = dispatch(self::add, other);
    return Collections.max(Deferreds.and(first, second).await());
    // end::own-method
  }

  // tag::query-class
  @Override
  public List<String> items() {
    return items;
  }

  // end::query-class

  @Override
  public int countQueries() {
    return ++queries;
  }

  // tag::validator-class
  @Override
  public void checkAdd(String item) {
    if (items.size() == 10) {
      throw new IllegalStateException("the cart is full");
    }
  }
  // end::validator-class
}
