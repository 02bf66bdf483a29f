package com.example;

import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** Workflow code of a user, which is not in our packages: texts name its lines. */
public interface Orders {
  String place(String mistake);

  interface Shop {
    String reserve(Object what);
  }

  class OrdersImpl extends Workflow implements Orders {
    private final Shop shop = newService(Shop.class);

    @Override
    public String place(String mistake) {
      return switch (mistake) {
        case "exception" -> "lamp " + Integer.parseInt("no number");
        case "call" -> shop.reserve(timer(Duration.ofDays(1)));
        default -> throw new IllegalArgumentException(mistake);
      };
    }
  }
}
