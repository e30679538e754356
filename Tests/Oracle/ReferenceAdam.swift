import Foundation

/// Adam (Kingma and Ba 2015, algorithm 1) with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2).
package struct ReferenceAdam {
    package var learningRate: Double
    package var beta1 = 0.9
    package var beta2 = 0.999
    package var epsilon = 1e-8
    package var weightDecay: Double
    private var stepCount = 0
    private var firstMoment: [Double]
    private var secondMoment: [Double]

    package init(count: Int, learningRate: Double, weightDecay: Double = 0) {
        self.learningRate = learningRate
        self.weightDecay = weightDecay
        firstMoment = [Double](repeating: 0, count: count)
        secondMoment = [Double](repeating: 0, count: count)
    }

    package mutating func step(_ parameters: inout [Double], gradients: [Double]) {
        stepCount += 1
        for index in parameters.indices {
            let gradient = gradients[index]
            firstMoment[index] = beta1 * firstMoment[index] + (1 - beta1) * gradient
            secondMoment[index] = beta2 * secondMoment[index] + (1 - beta2) * gradient * gradient
            let first = firstMoment[index] / (1 - pow(beta1, Double(stepCount)))
            let second = secondMoment[index] / (1 - pow(beta2, Double(stepCount)))
            parameters[index] -= learningRate * weightDecay * parameters[index]
            parameters[index] -= learningRate * first / (second.squareRoot() + epsilon)
        }
    }
}
