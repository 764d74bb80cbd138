Feature: The designs of a reader study
    Each arm of a study has its own rules for what the reader sees of the model, and when. The record keeps what was
    said, what was seen and for how long; what is true of a case is written only where the study gives feedback.

    Scenario: Concurrent – the findings stand beside the images while the reader answers
        Given a reader opens the case in the concurrent arm
        And the model has graded the knee 3 and found a fracture with probability 0.83
        Then the reader sees the findings
        And the read form is open
        When the reader answers everything and signs
        Then the reading is signed
        And nothing was locked

    Scenario: AI first – the form opens once the reader has looked at a finding
        Given a reader opens the case in the AI-first arm
        And the model has graded the knee 3 and found a fracture with probability 0.83
        Then the read form is closed
        When the reader answers everything and signs
        Then the program says "Look at the findings first: select one of them, then answer."
        When the reader selects a finding
        Then the read form is open
        When the reader answers everything and signs
        Then the reading is signed

    Scenario: AI first – without findings nobody waits for them
        Given a reader opens the case in the AI-first arm
        And no model answers
        Then the read form is open

    Scenario: The unaided arm shows nothing, not even after the signature
        Given a reader opens the case in the unaided arm
        And the model has graded the knee 3 and found a fracture with probability 0.83
        When the reader answers everything and signs
        And the reader asks to see the findings
        Then the program says "This reading protocol shows no findings."
        And the record does not say what the model found

    Scenario: The second period of a crossover is a new read; the first one stays
        Given a reader has read the case in the unaided arm of session 1
        When the reader opens the case in the concurrent arm of session 2
        Then the read form is empty
        And the record holds two readings of this reader
        And the first reading still has its answers

    Scenario: A read that was left is taken up again in the same session
        Given a reader opens the case in the unaided arm
        And the reader has answered the grade with 2
        When the reader leaves and opens the same trial again
        Then the grade is 2
        And the record holds one reading of this reader

    Scenario: Boxes without probabilities – the reader keeps or changes the own answer
        Given a reader opens the case in the sequential arm that shows only boxes
        And the model has graded the knee 3 and found a fracture with probability 0.83
        When the reader locks everything
        And the reader asks to see the findings
        Then the reader sees a box but no number
        And the record does not say what the model found
        When the reader agrees with the model's grade
        Then the program says "The model's answer to “Grade” is not shown: keep your answer or change it."
        When the reader keeps every answer and signs
        Then the reading is signed

    Scenario: To agree with a grade is to take it
        Given a reader opens the case in the sequential arm
        And the model has graded the knee 3 and found a fracture with probability 0.83
        When the reader locks everything
        And the reader asks to see the findings
        And the reader agrees with the model's grade
        Then the final grade is 3
        And the locked grade is 1

    Scenario: Marks are locked with the read, and the final ones are kept beside them
        Given a reader opens the case in the sequential arm
        And the reader has marked a lesion with rating 80
        And the model has graded the knee 3 and found a fracture with probability 0.83
        When the reader locks everything
        And the reader asks to see the findings
        And the reader marks another lesion with rating 15
        And the reader overrides every answer and signs
        Then the locked read has 1 mark
        And the final read has 2 marks

    Scenario: A mark without a rating
        Given a reader opens the case in the unaided arm
        And the reader has marked a lesion without a rating
        When the reader answers everything and signs
        Then the program says "Rate every mark of “Fracture?” before you go on: how sure are you that it is one?"

    Scenario: The time is up
        Given a reader opens the case in the unaided arm with 60 seconds
        And the reader has answered the grade with 2
        When 61 seconds have passed
        Then the read form is closed
        When the read ends by itself
        Then the reading is signed
        And the grade is 2 and nothing else was answered
        And the record says that the time was up

    Scenario: A pause stops the clock
        Given a reader opens the case in the unaided arm with 60 seconds
        When the reader pauses for 1000 seconds
        Then the read form is open

    Scenario: A test case gives no feedback
        Given a reader opens the case in the unaided arm
        When the reader answers everything and signs
        Then the record does not say what is true
        When the reader corrects an answer
        Then the program says "This read belongs to a study: after the signature it stays as it is."

    Scenario: A training case shows what is true and what the model said, after the signature
        Given a reader opens a training case in the unaided arm
        And the model has graded the knee 3 and found a fracture with probability 0.83
        Then the reader sees no findings
        When the reader answers everything and signs
        And the reader asks to see the findings
        Then the reader sees the findings
        And the record says what is true
