package io.infinitic.examples.docs;

import io.infinitic.tasks.TaskFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A shop in memory, which tests can make fail or wait. */
class FakeShop implements Shop {

  final List<String> mails = new CopyOnWriteArrayList<>();
  final Set<String> reserved = ConcurrentHashMap.newKeySet();
  final Set<String> poor = ConcurrentHashMap.newKeySet();
  final Semaphore charges = new Semaphore(1_000);
  final CountDownLatch pianoIsThere = new CountDownLatch(1);

  @Override
  public int price(String item) {
    return switch (item) {
      case "lamp" -> 30;
      case "table" -> 70;
      default -> throw new TaskFailure("there is no " + item).notRetryable();
    };
  }

  @Override
  public String charge(String customer, int amount) {
    if (poor.contains(customer)) {
      throw new TaskFailure("card was declined")
          .notRetryable()
          .withDetails(Map.of("amount", amount));
    }
    charges.acquireUninterruptibly();
    return customer + " paid " + amount;
  }

  @Override
  public void mail(String customer, String text) {
    mails.add(customer + ": " + text);
  }

  @Override
  public String find(String warehouse, String item) {
    if (warehouse.equals("north")) {
      throw new TaskFailure("no " + item + " in " + warehouse).notRetryable();
    }
    return item + " in " + warehouse;
  }

  @Override
  public String reserve(String item) {
    reserved.add(item);
    return item;
  }

  @Override
  public void release(String reservation) {
    reserved.remove(reservation);
  }

  @Override
  public String ship(String item) {
    if (item.equals("piano")) {
      try {
        pianoIsThere.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return item + " shipped";
  }
}
