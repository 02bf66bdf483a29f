package io.infinitic.examples.loyalty;

import io.infinitic.workflows.Workflow;
import java.time.Duration;

/** Its methods run beside each other, one at a time, on the same fields. */
public class LoyaltyWorkflowImpl extends Workflow implements LoyaltyWorkflow {

  private static final int WEEKLY_BONUS = 10;

  private final LoyaltyService loyaltyService = newService(LoyaltyService.class);
  private String member = "";
  private int points;
  private boolean left;

  @Override
  public int start(String newMember) {
    member = newMember;
    while (!await(Duration.ofDays(7), () -> left)) {
      addBonus("a week", WEEKLY_BONUS);
    }
    return points;
  }

  @Override
  public int addBonus(String reason, int bonus) {
    points += bonus;
    loyaltyService.record(member, reason, bonus);
    return points;
  }

  @Override
  public int burnBonus(int bonus) {
    points -= bonus;
    loyaltyService.record(member, "burned", -bonus);
    return points;
  }

  @Override
  public void checkBurnBonus(int bonus) {
    if (bonus > points) {
      throw new IllegalArgumentException("there are " + points + " points, not " + bonus);
    }
  }

  @Override
  public int getPoints() {
    return points;
  }

  @Override
  public void leave() {
    left = true;
  }
}
