Feature: Reading a case with models
    A radiologist reads first and alone, commits that read, then sees what the models found, and has the last word.
    Everything is written down before it happens on the screen.

    Background:
        Given a reader opens a radiograph of the leg
        And the model finds a fracture with probability 0.92

    Scenario: Nothing of the model is visible while the reader reads
        Then the reader sees no findings
        And the record does not say what the model found
        And the record says that the model had answered

    Scenario: Trying to look too early
        When the reader asks to see the findings
        Then the program says "The findings stay closed until your read is locked."
        And the reader sees no findings

    Scenario: A read that is not complete cannot be locked
        When the reader locks without an answer
        Then the program says "Answer “Is there a fracture?” before you go on."
        And the reading is unaided

    Scenario: A read without a confidence cannot be locked
        When the reader answers no without saying how sure
        Then the program says "Say how sure you are of your answer to “Is there a fracture?” before you go on."
        And the reading is unaided

    Scenario: Lock, look, agree and sign
        When the reader locks "no" with confidence 60
        And the reader asks to see the findings
        Then the reader sees the fracture with its box
        When the reader agrees with the model with confidence 90
        And the reader signs
        Then the reading is signed
        And the final answer is "yes" with confidence 90
        And the unaided answer in the record is "no" with confidence 60

    Scenario: The reader overrides the model
        When the reader locks "no" with confidence 80
        And the reader asks to see the findings
        And the reader overrides the model because "a nutrient canal"
        And the reader signs
        Then the final answer is "no" with confidence 80
        And the record keeps the reason "a nutrient canal"

    Scenario: An override without a reason
        When the reader locks "no" with confidence 80
        And the reader asks to see the findings
        And the reader overrides the model because ""
        Then the program says "An override needs a reason: say in a few words why the model is not right."

    Scenario: Signing without a decision
        When the reader locks "no" with confidence 80
        And the reader asks to see the findings
        And the reader signs
        Then the program says "Agree or override before you sign: “Is there a fracture?”"
        And the reading is aided

    Scenario: The locked answer cannot be changed
        When the reader locks "no" with confidence 80
        And the reader locks "yes" with confidence 99
        Then the program says "This read is locked already: sign it when every answer is decided."
        And the unaided answer in the record is "no" with confidence 80

    Scenario: A slip is corrected after signing
        Given the reader has signed "yes" with confidence 90
        When the reader corrects the answer to "no" because "the wrong side"
        Then the final answer is "no" with confidence 70
        And the record holds both the signed answer and the correction

    Scenario: The disk is full while locking
        Given the disk is full
        When the reader locks "no" with confidence 80
        Then the program says "The disk is full: the record could not be written."
        And the reading is unaided
        And the reader sees no findings
        When there is room on the disk again
        And the reader locks "no" with confidence 80
        Then the reading is aided

    Scenario: The program ends in the middle of a read
        Given the reader has typed "no" with confidence 30
        When the program is ended and started again
        Then the reading is unaided
        And the read form shows "no" with confidence 30

    Scenario: The program ends after the lock
        When the reader locks "no" with confidence 60
        And the program is ended and started again
        And the models have run again
        And the reader asks to see the findings
        Then the reader sees the fracture with its box

    Scenario: Someone changes the record
        When the reader locks "no" with confidence 60
        And someone changes the locked answer to "yes" in the record
        Then checking the record names the locked answer
