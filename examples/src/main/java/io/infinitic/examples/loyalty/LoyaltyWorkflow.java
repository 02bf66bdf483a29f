package io.infinitic.examples.loyalty;

import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;

/** A member's points; its workflow id is the member's. */
public interface LoyaltyWorkflow {

  /** Runs until {@link #leave}. Returns the points that are left. */
  int start(String member);

  /** Returns the points after it. */
  int addBonus(String reason, int bonus);

  /** Returns the points after it. Refused if there are not so many. */
  int burnBonus(int bonus);

  /** Is asked before burnBonus is called: what it refuses never reaches the workflow. */
  @Validator("burnBonus")
  void checkBurnBonus(int bonus);

  @Query
  int getPoints();

  void leave();
}
